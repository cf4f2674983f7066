package io.haplatform.admin.web;

import io.haplatform.admin.api.ApiConfiguration;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

@RestController
@RequestMapping(ApiConfiguration.BASE)
class StreamController {

    private static final Logger log = LoggerFactory.getLogger(StreamController.class);
    private static final long FOR_EVER = 0L;

    private final StreamHub hub;

    StreamController(StreamHub hub) {
        this.hub = hub;
    }

    @Operation(
            operationId = "stream",
            summary = "Everything that changes, as it changes",
            description =
                    """
                    Server-sent events. `hello` comes first and says whether the stream was `resumed`; `instance` \
                    carries an instance as it is now (`backend` is `null` when it is gone; without lease times, which \
                    move with every renewal), `event` an entry of `/failover/events`, `status` the answer of \
                    `/status` when it reads differently. A client that comes back with `Last-Event-ID` gets what it \
                    missed and then `hello`, or `reset` when that is no longer kept (`ha.admin.stream.kept`): then \
                    read the lists again. A client that reads too slowly is cut off and may come back. A comment \
                    every 15 s shows that a silent stream is alive. 503 with `Retry-After` when too many listen.""",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "OK",
                            content =
                                    @Content(
                                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                                            schema = @Schema(type = "string"))))
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<ResponseBodyEmitter> stream(
            @Parameter(in = ParameterIn.HEADER, description = "Id of the last event that was read")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            HttpServletRequest request) {
        ResponseBodyEmitter emitter = new ResponseBodyEmitter(FOR_EVER);
        HttpSession session = request.getSession(false);
        StreamClient client =
                hub.connect(new EmitterSink(emitter), lastEventId, session == null ? null : session.getId());
        emitter.onCompletion(client::end);
        emitter.onError(failure -> client.end());
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    private record EmitterSink(ResponseBodyEmitter emitter) implements StreamClient.Sink {

        @Override
        public void write(byte[] bytes) throws IOException {
            emitter.send(bytes, MediaType.APPLICATION_OCTET_STREAM);
        }

        @Override
        public void end() {
            try {
                emitter.complete();
            } catch (IllegalStateException e) {
                // the client broke off, and the container has ended the answer before us
                log.debug("A stream had ended already: {}", e.getMessage());
            }
        }
    }
}
