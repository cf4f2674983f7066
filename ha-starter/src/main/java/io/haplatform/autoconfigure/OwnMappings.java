package io.haplatform.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/** The handler mappings of one context, without those of its parents, in their order; looked up when first needed. */
final class OwnMappings<M> implements Supplier<List<M>> {

    private final ListableBeanFactory beans;
    private final Class<M> type;
    private volatile @Nullable List<M> found;

    OwnMappings(ListableBeanFactory beans, Class<M> type) {
        this.beans = beans;
        this.type = type;
    }

    @Override
    public List<M> get() {
        List<M> known = found;
        if (known == null) {
            List<M> mappings =
                    new ArrayList<>(beans.getBeansOfType(type, true, false).values());
            AnnotationAwareOrderComparator.sort(mappings);
            known = List.copyOf(mappings);
            found = known;
        }
        return known;
    }
}
