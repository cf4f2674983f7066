package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.PrivateField;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.DeferringLoadBalancerInterceptor;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * What lies behind our interceptor: the interceptors after it, and the request factory at the end, whoever set it and
 * whenever. Spring hands an interceptor a way to go on and no word on how long that may take, so we go there ourselves,
 * with a transport in place of the factory.
 *
 * @param factory of the client
 * @param after interceptors between ours and the factory
 * @param buffering whether the client wants to read this answer more than once
 */
@SuppressWarnings("rawtypes") // a field of a generic type, read by its raw class
record ChainEnd(
        ClientHttpRequestFactory factory, List<ClientHttpRequestInterceptor> after, @Nullable BiPredicate buffering) {

    private static final String REQUEST = "org.springframework.http.client.InterceptingClientHttpRequest";
    private static final String WITHOUT = "answers are read without a limit in time where the client sets none";
    private static final PrivateField<ClientHttpRequestFactory> FACTORY =
            PrivateField.of(REQUEST, "requestFactory", ClientHttpRequestFactory.class, WITHOUT);
    private static final PrivateField<List> INTERCEPTORS =
            PrivateField.of(REQUEST, "interceptors", List.class, WITHOUT);
    private static final PrivateField<BiPredicate> BUFFERING =
            PrivateField.of(REQUEST, "bufferingPredicate", BiPredicate.class, WITHOUT);

    /** @return null when this request does not show what lies behind it */
    static @Nullable ChainEnd of(HttpRequest request, ClientHttpRequestInterceptor ours) {
        HttpRequest innermost = request;
        while (innermost instanceof HttpRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        if (!innermost.getClass().getName().equals(REQUEST)) {
            return null;
        }
        ClientHttpRequestFactory factory = FACTORY.of(innermost);
        List<?> interceptors = INTERCEPTORS.of(innermost);
        if (factory == null || interceptors == null) {
            return null;
        }
        for (int i = 0; i < interceptors.size(); i++) {
            if (interceptors.get(i) == ours || interceptors.get(i) instanceof DeferringLoadBalancerInterceptor) {
                @SuppressWarnings("unchecked") // the field's own type
                List<ClientHttpRequestInterceptor> after =
                        (List<ClientHttpRequestInterceptor>) interceptors.subList(i + 1, interceptors.size());
                return new ChainEnd(factory, after, BUFFERING.of(innermost));
            }
        }
        return null;
    }

    /** Goes on to the end, as Spring would. */
    ClientHttpResponse execute(HttpRequest request, byte[] body, Transport transport, Exchange exchange)
            throws IOException {
        ClientHttpRequestFactory end = (uri, method) -> new TransportRequest(uri, method, transport, exchange);
        URI uri = request.getURI();
        HttpMethod method = request.getMethod();
        ClientHttpRequest next = isPlain(uri, method)
                ? end.createRequest(uri, method)
                : intercepting(end).createRequest(uri, method);
        request.getHeaders().forEach((name, values) -> next.getHeaders().addAll(name, values));
        next.getAttributes().putAll(request.getAttributes());
        if (body.length > 0) {
            long length = next.getHeaders().getContentLength();
            if (length >= 0 && length != body.length) {
                next.getHeaders().setContentLength(body.length);
            }
            if (next instanceof StreamingHttpOutputMessage streaming) {
                streaming.setBody(body);
            } else {
                next.getBody().write(body);
            }
        }
        return next.execute();
    }

    @SuppressWarnings("unchecked") // the field's own type
    private boolean isPlain(URI uri, HttpMethod method) {
        return after.isEmpty() && (buffering == null || !buffering.test(uri, method));
    }

    @SuppressWarnings("unchecked") // the field's own type
    private ClientHttpRequestFactory intercepting(ClientHttpRequestFactory end) {
        return new InterceptingClientHttpRequestFactory(end, after, (BiPredicate<URI, HttpMethod>) buffering);
    }
}
