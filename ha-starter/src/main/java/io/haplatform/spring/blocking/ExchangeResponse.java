package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.EndlessAnswers;
import io.haplatform.spring.balance.SmallAnswers;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer whose exchange ends when its body does. */
final class ExchangeResponse implements ClientHttpResponse {

    private final ClientHttpResponse response;
    private final BodyReader reader;
    private final Exchange exchange;
    private final boolean bodiless;
    private final boolean endless;
    private @Nullable ExchangeStream stream;

    /** The answer as the caller gets it: read ahead where the exchange asks for that and the answer is small. */
    static ExchangeResponse of(ClientHttpResponse response, HttpMethod method, BodyReader reader, Exchange exchange)
            throws IOException {
        ExchangeResponse answer = new ExchangeResponse(response, method, reader, exchange);
        if (exchange.readsAhead() && !answer.bodiless && answer.isGoodAndSmall()) {
            try {
                answer.stream().readAhead(SmallAnswers.MAX);
            } catch (IOException | RuntimeException e) {
                reader.abandon();
                throw e;
            }
        }
        return answer;
    }

    private ExchangeResponse(ClientHttpResponse response, HttpMethod method, BodyReader reader, Exchange exchange)
            throws IOException {
        this.response = response;
        this.reader = reader;
        this.exchange = exchange;
        int status = response.getStatusCode().value();
        this.bodiless = HttpMethod.HEAD.equals(method)
                || status == 204
                || status == 304
                || response.getHeaders().getContentLength() == 0;
        this.endless = EndlessAnswers.is(response.getHeaders());
        exchange.onCut(reader::abandon);
        exchange.answered();
        if (bodiless) {
            exchange.end(new Exchange.End.Read());
        }
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return response.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return response.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
        return response.getHeaders();
    }

    private boolean isGoodAndSmall() throws IOException {
        return !response.getStatusCode().is5xxServerError() && SmallAnswers.mayBe(response.getHeaders());
    }

    @Override
    public InputStream getBody() {
        return stream();
    }

    private ExchangeStream stream() {
        if (stream == null) {
            stream = new ExchangeStream(reader, exchange, endless);
        }
        return stream;
    }

    /** Reads what little may be left, so that the connection can serve the next call; more than a little is dropped. */
    @Override
    public void close() {
        if (bodiless) {
            reader.release();
        } else {
            stream().finish();
        }
    }

    /** Drops the answer without waiting for any of it: another attempt is to begin. */
    void abandon() {
        long length = response.getHeaders().getContentLength();
        if (bodiless || (length >= 0 && length <= ExchangeStream.LEFTOVER && isHere(length))) {
            close();
        } else {
            reader.abandon();
            exchange.end(new Exchange.End.Read());
        }
    }

    private boolean isHere(long length) {
        try {
            return reader.available() >= length;
        } catch (IOException e) {
            return false;
        }
    }
}
