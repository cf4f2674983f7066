package io.haplatform.sample.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** Orders in the shared database. */
@Repository
@Profile("orders")
class OrderStore {

    private static final int MOST = 100;

    private final JdbcClient jdbc;

    OrderStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Order> newest() {
        return jdbc.sql("SELECT id, item, quantity, created_at FROM orders ORDER BY id DESC LIMIT " + MOST)
                .query(OrderStore::order)
                .list();
    }

    Optional<Order> find(long id) {
        return jdbc.sql("SELECT id, item, quantity, created_at FROM orders WHERE id = ?")
                .param(id)
                .query(OrderStore::order)
                .optional();
    }

    Order add(NewOrder order) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO orders (item, quantity, created_at) VALUES (?, ?, ?)")
                .params(order.item(), order.quantity(), Timestamp.from(now))
                .update(key, "id");
        long id = Objects.requireNonNull(key.getKeyAs(Long.class));
        return new Order(id, order.item(), order.quantity(), now);
    }

    private static Order order(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getLong("id"),
                row.getString("item"),
                row.getInt("quantity"),
                row.getTimestamp("created_at").toInstant());
    }
}
