package io.haplatform.spring.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;

/** Writes down what Spring Cloud is told of calls. */
public final class Noted implements LoadBalancerLifecycle<RequestDataContext, ResponseData, ServiceInstance> {

    public final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(Request<RequestDataContext> request) {
        words.add("start");
    }

    @Override
    public void onStartRequest(Request<RequestDataContext> request, Response<ServiceInstance> chosen) {
        words.add(id(chosen) + " chosen");
    }

    @Override
    public void onComplete(CompletionContext<ResponseData, ServiceInstance, RequestDataContext> end) {
        ResponseData answer = end.getClientResponse();
        words.add(id(end.getLoadBalancerResponse()) + " " + end.status()
                + (answer == null ? "" : " " + answer.getHttpStatus()));
    }

    private static @Nullable String id(@Nullable Response<ServiceInstance> chosen) {
        ServiceInstance server = chosen == null ? null : chosen.getServer();
        return server == null ? null : server.getInstanceId();
    }
}
