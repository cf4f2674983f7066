package io.haplatform.autoconfigure;

import io.haplatform.spring.web.ProbeFilter;
import io.haplatform.spring.web.Probes;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The probes on a management port of its own. A reactive application needs nothing here: there the management port goes
 * through the application's own filters.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, DispatcherServlet.class})
@ConditionalOnBean(Probes.class)
public final class HaManagementPortConfiguration {

    @Bean
    FilterRegistrationBean<ProbeFilter> haManagementProbeFilter(Probes probes, ListableBeanFactory beans) {
        return HaHealthAutoConfiguration.Servlet.probeFilter(probes, beans);
    }
}
