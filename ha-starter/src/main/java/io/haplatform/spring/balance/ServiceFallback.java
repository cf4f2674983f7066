package io.haplatform.spring.balance;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * Another answer for callers of a service that cannot give one: offer a bean, and every load-balanced client, blocking
 * or reactive, gets what it returns as if the service had sent it.
 *
 * <pre>{@code
 * @Bean
 * ServiceFallback ordersFallback() {
 *     return ServiceFallback.of("orders", (request, why) -> request.method() == HttpMethod.GET
 *             ? ServiceFallback.Answer.json(200, "[]")
 *             : null);
 * }
 * }</pre>
 *
 * <p>Asked when a call ends with an exception: its breaker is open, no instance is there, all that were tried failed,
 * the time was over. An answer that the service did give, a 500 as well, is the caller's. Called on the thread of the
 * caller; must not block, or call anything that can fail as the service did. One that throws is suppressed by the
 * failure it was to replace.
 */
public interface ServiceFallback {

    /** The service it answers for. */
    String service();

    /** @return what the caller gets; null to let the failure through */
    @Nullable
    Answer answer(Request request, Throwable why);

    /** What a fallback for a service is made of a function. */
    static ServiceFallback of(String service, Function function) {
        return new ServiceFallback() {
            @Override
            public String service() {
                return service;
            }

            @Override
            public @Nullable Answer answer(Request request, Throwable why) {
                return function.answer(request, why);
            }
        };
    }

    /** {@link ServiceFallback#answer} alone. */
    @FunctionalInterface
    interface Function {

        /** @return what the caller gets; null to let the failure through */
        @Nullable
        Answer answer(Request request, Throwable why);
    }

    /**
     * What was asked for.
     *
     * @param method of HTTP
     * @param uri as the caller wrote it, with the service's name for a host
     * @param headers not to be changed
     */
    record Request(HttpMethod method, URI uri, HttpHeaders headers) {}

    /**
     * What the caller gets.
     *
     * @param status of HTTP
     * @param headers of the answer
     * @param body in UTF-8; may be empty
     */
    record Answer(int status, HttpHeaders headers, String body) {

        /** A JSON document. */
        public static Answer json(int status, String json) {
            HttpHeaders headers = new HttpHeaders();
            headers.setContentType(MediaType.APPLICATION_JSON);
            return new Answer(status, headers, json);
        }
    }
}
