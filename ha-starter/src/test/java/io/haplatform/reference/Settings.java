package io.haplatform.reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the configuration metadata of this module says of the settings. */
final class Settings {

    /** One setting; {@code otherwise} is the default as one would write it, empty when there is none. */
    record Setting(String name, String type, String otherwise, String description) {}

    private Settings() {}

    /** All settings {@code ha.*}, by name. */
    static List<Setting> all() {
        List<Setting> settings = new ArrayList<>();
        try {
            for (URL url : Collections.list(
                    Settings.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream in = url.openStream()) {
                    for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                        if (property.get("name").asString().startsWith("ha.")) {
                            settings.add(setting(property));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The configuration metadata cannot be read", e);
        }
        settings.sort(Comparator.comparing(Setting::name));
        return settings;
    }

    private static Setting setting(JsonNode property) {
        JsonNode otherwise = property.get("defaultValue");
        return new Setting(
                property.get("name").asString(),
                type(property.get("type").asString()),
                otherwise == null ? "" : shown(otherwise),
                property.path("description").asString(""));
    }

    private static String shown(JsonNode value) {
        if (!value.isArray()) {
            return value.asString();
        }
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asString()));
        return String.join(", ", items);
    }

    private static String type(String name) {
        if (name.startsWith("java.util.Map<")) {
            return "map";
        }
        if (name.startsWith("java.util.List<") || name.startsWith("java.util.Set<")) {
            return "list";
        }
        String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        return switch (simple) {
            case "Integer", "Long", "Float", "Double" -> "number";
            case "Boolean" -> "true or false";
            case "Duration" -> "duration";
            case "String" -> "text";
            default -> "choice";
        };
    }
}
