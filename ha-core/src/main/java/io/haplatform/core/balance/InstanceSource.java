package io.haplatform.core.balance;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Where a balancer learns which instances a service has: the registry's directory, or anything else that can list
 * instances. Nothing here blocks.
 */
public interface InstanceSource {

    /** The registry's directory as a source. */
    static InstanceSource of(Directory directory) {
        return new InstanceSource() {
            @Override
            public ServiceView view(String service) {
                return directory.view(service);
            }

            @Override
            public CompletionStage<ServiceView> lookup(String service) {
                return directory.lookup(service);
            }

            @Override
            public Subscription onView(String service, Consumer<ServiceView> listener) {
                return directory.onView(service, listener);
            }
        };
    }

    /** What is known now; asking is what makes an unknown service known. */
    ServiceView view(String service);

    /** Completes once the service is known, or when waiting for that has taken too long, then with the unknown view. */
    CompletionStage<ServiceView> lookup(String service);

    /** Tells the current view and each new one, in order, one at a time. */
    Subscription onView(String service, Consumer<ServiceView> listener);
}
