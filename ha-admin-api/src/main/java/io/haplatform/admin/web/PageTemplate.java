package io.haplatform.admin.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/**
 * A page with holes, {@code {{name}}}, each filled with escaped text. Immutable.
 *
 * @param text as far as it is filled
 */
record PageTemplate(String text) {

    static PageTemplate read(String path) {
        try {
            return new PageTemplate(new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar must contain " + path, e);
        }
    }

    PageTemplate with(String name, String value) {
        return new PageTemplate(text.replace("{{" + name + "}}", HtmlUtils.htmlEscape(value, "UTF-8")));
    }
}
