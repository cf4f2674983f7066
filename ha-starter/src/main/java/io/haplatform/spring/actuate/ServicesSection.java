package io.haplatform.spring.actuate;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The services that this process follows, with all their instances: its snapshot of the registry. */
public final class ServicesSection implements HaSection {

    private final Directory directory;

    public ServicesSection(Directory directory) {
        this.directory = directory;
    }

    private record Description(boolean known, long revision, List<InstanceDescription> instances) {}

    @Override
    public String name() {
        return "services";
    }

    @Override
    public Object read() {
        Map<String, Description> services = new TreeMap<>();
        for (ServiceView view : directory.views()) {
            services.put(
                    view.service(),
                    new Description(
                            view.known(),
                            view.revision(),
                            view.instances().stream()
                                    .map(InstanceDescription::of)
                                    .toList()));
        }
        return services;
    }
}
