package io.haplatform.autoconfigure;

import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this application says of itself in the registry. Whatever is left out is found out: name, address and port are
 * the application's own.
 *
 * @param enabled whether this application registers itself; without a web server it never does
 * @param id unique within the service; by default NODE_ID, else service:host:port
 * @param host name or address at which others reach this instance; by default the first non-loopback address, chosen by spring.cloud.inetutils
 * @param port at which others reach this instance; by default the port of the web server
 * @param scheme http or https; by default what the web server speaks
 * @param weight share of traffic, 0 to 1000; 0 takes nothing new
 * @param region where it runs, coarse
 * @param zone where it runs, fine
 * @param version of the software; by default that of the build information, if there is any
 * @param tags by which rules and operators choose instances
 * @param metadata whatever others should know of it, at most 62 entries; ENVIRONMENT is added under environment
 */
@ConfigurationProperties("ha.instance")
public record HaInstanceProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String id,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String scheme,
        @DefaultValue("100") int weight,
        @DefaultValue("") String region,
        @DefaultValue("") String zone,
        @DefaultValue("") String version,
        @DefaultValue List<String> tags,
        @DefaultValue Map<String, String> metadata) {

    /** Entries that are kept free for what this starter adds: environment, and the states of the breakers. */
    private static final int ADDED = 2;

    public HaInstanceProperties {
        String id1 = id;
        String host1 = host;
        Integer port1 = port;
        String scheme1 = scheme;
        if (id1 != null) {
            InvalidSettingException.check("ha.instance.id", () -> Names.id(id1));
        }
        if (host1 != null) {
            InvalidSettingException.check("ha.instance.host", () -> Names.host(host1));
        }
        if (port1 != null) {
            InvalidSettingException.check("ha.instance.port", () -> Names.port(port1));
        }
        if (scheme1 != null) {
            InvalidSettingException.check("ha.instance.scheme", () -> Names.scheme(scheme1));
        }
        InvalidSettingException.check("ha.instance.weight", () -> Names.weight(weight));
        InvalidSettingException.check("ha.instance.region", () -> Names.label("region", region));
        InvalidSettingException.check("ha.instance.zone", () -> Names.label("zone", zone));
        InvalidSettingException.check("ha.instance.version", () -> Names.label("version", version));
        for (int i = 0; i < tags.size(); i++) {
            String tag = tags.get(i);
            InvalidSettingException.check("ha.instance.tags[" + i + "]", () -> Names.tag(tag));
        }
        atMost("ha.instance.tags", tags.size(), Registration.MAX_TAGS);
        atMost("ha.instance.metadata", metadata.size(), Registration.MAX_METADATA - ADDED);
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    private static void atMost(String setting, int actual, int most) {
        if (actual > most) {
            throw new InvalidSettingException(
                    setting,
                    setting + " must be at most " + most + " entries but is " + actual,
                    "Shorten " + setting + ": every caller of this service keeps a copy.");
        }
    }
}
