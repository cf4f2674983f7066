package io.haplatform.admin.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** What all controllers under {@value #BASE} share. */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration implements WebMvcConfigurer {

    /** Where the REST interface begins. */
    public static final String BASE = "/api/v1/ha";

    /** Times to the millisecond, as the registry has them; owners' clocks tell more digits than anybody reads. */
    @Bean
    JacksonModule timesToTheMillisecond() {
        return new SimpleModule().addSerializer(Instant.class, new ValueSerializer<>() {
            @Override
            public void serialize(Instant value, JsonGenerator json, SerializationContext context) {
                json.writeString(value.truncatedTo(ChronoUnit.MILLIS).toString());
            }
        });
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KnownParameters()).addPathPatterns(BASE + "/**");
    }
}
