package io.haplatform.admin.query;

import org.jspecify.annotations.Nullable;

/** Something that changed, as it is told to everybody who listens. */
public sealed interface Change {

    /** Its name on the stream. */
    String name();

    /** What is sent. */
    Object data();

    /** An instance came, changed or went. */
    record InstanceMoved(Instance data) implements Change {
        @Override
        public String name() {
            return "instance";
        }
    }

    /** Something happened. */
    record Happened(Event data) implements Change {
        @Override
        public String name() {
            return "event";
        }
    }

    /** The overall status reads differently. */
    record StatusMoved(StatusReport data) implements Change {
        @Override
        public String name() {
            return "status";
        }
    }

    /**
     * An instance as it is now.
     *
     * @param service it is a copy of
     * @param id unique within the service
     * @param backend null when it is gone; without lease, which moves too often to be told
     */
    record Instance(String service, String id, @Nullable Backend backend) {}
}
