package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Registry;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;

/** Something that wants to be between the registry and those who use it: the directory and the registrar. */
@FunctionalInterface
interface RegistryWrapper extends UnaryOperator<Registry> {

    static Registry wrap(Registry registry, ObjectProvider<RegistryWrapper> wrappers) {
        Registry wrapped = registry;
        for (RegistryWrapper wrapper : wrappers.orderedStream().toList()) {
            wrapped = wrapper.apply(wrapped);
        }
        return wrapped;
    }
}
