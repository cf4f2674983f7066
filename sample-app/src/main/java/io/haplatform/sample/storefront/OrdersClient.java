package io.haplatform.sample.storefront;

import java.util.List;
import java.util.Map;

/** One way to ask the orders service for its orders. */
@FunctionalInterface
interface OrdersClient {

    List<Map<String, Object>> orders(String requestId);
}
