package io.haplatform.sample;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Who this process is, as the registry knows it. */
@Component
public class Self {

    private final ObjectProvider<Registration> registration;
    private final Environment environment;

    Self(ObjectProvider<Registration> registration, Environment environment) {
        this.registration = registration;
        this.environment = environment;
    }

    public Whoami whoami() {
        Registration self = registration.getIfAvailable();
        return new Whoami(
                property("spring.application.name"),
                self == null || self.getInstanceId() == null ? "unregistered" : self.getInstanceId(),
                property("ha.instance.version"),
                property("ha.instance.region"),
                property("ha.instance.zone"),
                environment.getProperty("local.server.port", Integer.class, 0));
    }

    private String property(String name) {
        return environment.getProperty(name, "");
    }
}
