package io.haplatform.admin.api;

import io.haplatform.admin.operate.Operated;
import io.haplatform.admin.operate.Operator;
import io.haplatform.admin.operate.OverrideTag;
import io.haplatform.admin.query.Backend;
import io.haplatform.admin.query.BackendQuery;
import io.haplatform.admin.query.Imposition;
import io.haplatform.admin.query.OverrideQuery;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What operators impose on instances. */
@RestController
@RequestMapping(ApiConfiguration.BASE + "/load-balancer")
class OverrideController {

    private static final String BACKEND = "/backends/{service}/{id}";
    private static final Cursor CURSOR = new Cursor("overrides");

    private final Operator operator;
    private final BackendQuery backends;
    private final OverrideQuery overrides;
    private final JsonMapper json;

    OverrideController(Operator operator, BackendQuery backends, OverrideQuery overrides, JsonMapper json) {
        this.operator = operator;
        this.backends = backends;
        this.overrides = overrides;
        this.json = json;
    }

    @Operation(
            operationId = "getBackend",
            summary = "One instance",
            description =
                    """
                    As in the list. The header `ETag` names the override that holds, or that there is none, for \
                    `If-Match` of a change.""")
    @GetMapping(path = BACKEND, produces = MediaType.APPLICATION_JSON_VALUE)
    Backend get(
            @Parameter(description = "Its service", example = "orders") @PathVariable String service,
            @Parameter(description = "Its id", example = "orders-1") @PathVariable String id,
            HttpServletResponse response) {
        InstanceKey key = key(service, id);
        Backend backend = backends.one(key)
                .orElseThrow(() -> new NotFoundException(
                        "there is no instance " + key + "; if it has an override, /load-balancer/overrides lists it"));
        Backend.Imposed imposed = backend.override();
        // by hand: it names the override alone, so nobody may be told that the instance has not changed
        response.setHeader(
                HttpHeaders.ETAG,
                imposed == null ? OverrideTag.none() : OverrideTag.of(imposed.version(), imposed.at()));
        return backend;
    }

    @Operation(
            operationId = "patchBackend",
            summary = "Impose or lift weight, tags, status",
            description =
                    """
                    A merge patch (RFC 7396): what is absent stays as it is, `null` lifts it; when nothing is imposed any \
                    more the override is gone. It outlives restarts of the instance and of the admin, and ends at \
                    `until` if that is stated. Tells the instance as it is now; 204 when it is not registered, and \
                    the override waits for it. The same twice changes nothing. Without `If-Match` the change is \
                    made on top of whatever is there.""",
            requestBody =
                    @RequestBody(
                            required = true,
                            description = "What to impose",
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = OverrideFields.class))
                            }))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "204", description = "Done; the instance is not registered now", content = @Content)
    @PatchMapping(
            path = BACKEND,
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Backend> patch(
            @Parameter(description = "Its service", example = "orders") @PathVariable String service,
            @Parameter(description = "Its id", example = "orders-1") @PathVariable String id,
            @Parameter(description = "The `ETag` that was seen; 412 when the override is another one by now")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            HttpServletRequest request,
            Principal user)
            throws IOException {
        Parameters parameters = new Parameters();
        InstanceKey key = parameters.key(service, id);
        String expected = parameters.ifMatch(ifMatch);
        parameters.check();
        Operated done =
                operator.patch(key, OverrideBody.read(json, request.getInputStream()), expected, user.getName());
        return done.instance() == null
                ? ResponseEntity.noContent().eTag(done.tag()).build()
                : ResponseEntity.ok().eTag(done.tag()).body(backends.tell(done.instance(), done.leaseEnds()));
    }

    @Operation(
            operationId = "deleteBackend",
            summary = "Drain an instance for good",
            description =
                    """
                    Imposes `DRAINING` without an end and the reason `deleted`: the instance gets no new calls and stays \
                    listed until it stops by itself; should it start again under the same id, it is drained still, until \
                    its override is deleted. `force=true` takes it out of the registry at once, too; if it lives, it \
                    registers again at its next renewal, drained. Repeating changes nothing.""")
    @DeleteMapping(BACKEND)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @Parameter(description = "Its service", example = "orders") @PathVariable String service,
            @Parameter(description = "Its id", example = "orders-1") @PathVariable String id,
            @Parameter(
                            description = "Takes it out of the registry at once",
                            schema = @Schema(type = "boolean", defaultValue = "false"))
                    @RequestParam(required = false)
                    @Nullable
                    String force,
            Principal user) {
        Parameters parameters = new Parameters();
        InstanceKey key = parameters.key(service, id);
        boolean forced = parameters.flag("force", force);
        parameters.check();
        operator.delete(key, forced, user.getName());
    }

    @Operation(
            operationId = "listOverrides",
            summary = "Everything that operators impose",
            description =
                    """
                    Sorted by service and id, also of instances that are not registered now: such an override waits for \
                    its instance until somebody deletes it. One that has ended is removed within a minute. Of a service \
                    that has had no instance since the admin started, overrides are listed when `service` names it. \
                    Answered from memory, except the first time that `service` names one that is not followed: that waits \
                    for the registry, two seconds at most.""")
    @GetMapping(path = "/overrides", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<Imposition> list(
            @ListParameter.OfService @RequestParam(required = false) @Nullable String service,
            @ListParameter.Limit @RequestParam(required = false) @Nullable String limit,
            @ListParameter.After @RequestParam(required = false) @Nullable String cursor) {
        Parameters parameters = new Parameters();
        parameters.name("service", service, Names::service);
        int count = parameters.limit(limit);
        InstanceKey after = parameters.cursor(cursor, CURSOR::instance);
        parameters.check();
        OverrideQuery.Stretch stretch = overrides.read(service, after, count);
        return new Page<>(stretch.items(), stretch.more() ? next(stretch) : null, stretch.total());
    }

    @Operation(
            operationId = "deleteOverride",
            summary = "Lift all that is imposed on an instance",
            description = "Whether it is registered or not. Repeating changes nothing while it is.")
    @DeleteMapping("/overrides/{service}/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void lift(
            @Parameter(description = "The instance's service", example = "orders") @PathVariable String service,
            @Parameter(description = "The instance's id", example = "orders-1") @PathVariable String id,
            @Parameter(description = "The `ETag` that was seen; 412 when the override is another one by now")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            Principal user) {
        Parameters parameters = new Parameters();
        InstanceKey key = parameters.key(service, id);
        String expected = parameters.ifMatch(ifMatch);
        parameters.check();
        operator.lift(key, expected, user.getName());
    }

    private static String next(OverrideQuery.Stretch stretch) {
        Imposition last = stretch.items().get(stretch.items().size() - 1);
        return CURSOR.after(last.service() + "/" + last.id());
    }

    private static InstanceKey key(String service, String id) {
        Parameters parameters = new Parameters();
        InstanceKey key = parameters.key(service, id);
        parameters.check();
        return key;
    }
}
