package io.haplatform.sample.orders;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The small domain. */
@RestController
@RequestMapping("/api")
@Profile("orders")
class OrdersController {

    private final OrderStore store;

    OrdersController(OrderStore store) {
        this.store = store;
    }

    @GetMapping("/orders")
    List<Order> list() {
        return store.newest();
    }

    @GetMapping("/orders/{id}")
    Order one(@PathVariable long id) {
        return store.find(id).orElseThrow(() -> {
            ErrorResponseException missing = new ErrorResponseException(HttpStatus.NOT_FOUND);
            missing.setDetail("There is no order " + id);
            return missing;
        });
    }

    @PostMapping("/orders")
    ResponseEntity<Order> add(@Valid @RequestBody NewOrder order) {
        Order added = store.add(order);
        return ResponseEntity.created(URI.create("/api/orders/" + added.id())).body(added);
    }
}
