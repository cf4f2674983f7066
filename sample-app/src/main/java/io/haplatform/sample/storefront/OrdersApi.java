package io.haplatform.sample.storefront;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.GetExchange;

/** The orders service as a declarative HTTP interface; its group is the service's name, so its calls are balanced. */
public interface OrdersApi {

    @GetExchange("/api/orders")
    List<Map<String, Object>> orders(@RequestHeader(Attempts.REQUEST_ID) String requestId);
}
