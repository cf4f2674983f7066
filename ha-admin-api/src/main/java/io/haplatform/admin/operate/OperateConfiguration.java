package io.haplatform.admin.operate;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.Time;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what writes. */
@Configuration(proxyBeanMethods = false)
class OperateConfiguration {

    @Bean
    AuditLog auditLog() {
        return new AuditLog();
    }

    @Bean
    Operator operator(Registry registry, Time time, AuditLog audit) {
        return new Operator(registry, time, audit);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    OverrideKeeper overrideKeeper(Directory directory, Registry registry, Time time, AuditLog audit) {
        return new OverrideKeeper(directory, registry, time, audit);
    }
}
