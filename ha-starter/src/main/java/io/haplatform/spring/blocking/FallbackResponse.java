package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.ServiceFallback;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer that no instance has given. */
final class FallbackResponse implements ClientHttpResponse {

    private final ServiceFallback.Answer answer;
    private final InputStream body;

    FallbackResponse(ServiceFallback.Answer answer) {
        this.answer = answer;
        this.body = new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(answer.status());
    }

    @Override
    public String getStatusText() {
        HttpStatus status = HttpStatus.resolve(answer.status());
        return status == null ? "" : status.getReasonPhrase();
    }

    @Override
    public HttpHeaders getHeaders() {
        return answer.headers();
    }

    @Override
    public InputStream getBody() {
        return body;
    }

    @Override
    public void close() {}
}
