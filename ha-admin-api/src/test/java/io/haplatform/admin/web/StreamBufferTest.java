package io.haplatform.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.admin.query.StartId;
import org.junit.jupiter.api.Test;

class StreamBufferTest {

    private final StreamBuffer buffer = new StreamBuffer(new StartId("start"), 2);

    @Test
    void givesWhatCameAfterAnId() {
        buffer.add("event", "1");
        String seen = buffer.id();
        buffer.add("event", "2");
        buffer.add("event", "3");

        assertThat(buffer.after(seen)).extracting(StreamFrame::number).containsExactly(2L, 3L);
        assertThat(buffer.after(buffer.id())).isEmpty();
    }

    @Test
    void admitsThatItNoLongerKnows() {
        String before = buffer.id();
        buffer.add("event", "1");
        buffer.add("event", "2");
        buffer.add("event", "3");

        assertThat(buffer.after(before)).as("too old").isNull();
        assertThat(buffer.after("other-3")).as("of another start").isNull();
        assertThat(buffer.after("start-4")).as("of the future").isNull();
        assertThat(buffer.after("start-x")).as("no id at all").isNull();
        assertThat(buffer.after("")).as("empty").isNull();
    }
}
