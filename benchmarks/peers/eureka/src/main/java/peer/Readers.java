package peer;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.discovery.AbstractDiscoveryClientOptionalArgs;
import com.netflix.discovery.EurekaClient;
import com.netflix.discovery.EurekaClientConfig;
import com.netflix.discovery.shared.transport.jersey.TransportClientFactories;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cloud.netflix.eureka.CloudEurekaClient;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Clients of Eureka as callers have them, several in one process, that look at each list they take over. */
@RestController
@Profile("readers")
class Readers {

    private final List<Reader> readers = new ArrayList<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger empty = new AtomicInteger();

    /** @param own the one that every application has; the others are made as it was */
    Readers(
            EurekaClient own,
            ApplicationInfoManager self,
            EurekaClientConfig config,
            TransportClientFactories<?> transport,
            AbstractDiscoveryClientOptionalArgs<?> more,
            ApplicationEventPublisher publisher,
            @Value("${readers}") int count) {
        readers.add(new Reader(own, removed, empty));
        for (int i = 1; i < count; i++) {
            readers.add(new Reader(new CloudEurekaClient(self, config, transport, more, publisher), removed, empty));
        }
    }

    /** From now on whatever is listed now must be. */
    @PostMapping("/readers")
    void expect() {
        readers.forEach(Reader::expect);
    }

    /** As {@code name=value}, separated by spaces; the times are those of the slowest reader. */
    @GetMapping("/readers")
    String seen() {
        return "listed=" + readers.stream().mapToInt(Reader::listed).min().orElse(0)
                + " removed=" + removed.size()
                + " empty=" + empty
                + " incomplete-ms=" + readers.stream().mapToLong(Reader::incompleteMillis).max().orElse(0)
                + " empty-ms=" + readers.stream().mapToLong(Reader::emptyMillis).max().orElse(0);
    }
}
