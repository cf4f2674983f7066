package io.haplatform.redis;

import io.haplatform.core.registry.Position;
import java.util.List;

/** Asks where in the stream a position of the log is. */
record LocateOperation(Position position) implements Operation<LocateOperation.Place> {

    /**
     * @param cursor the stream's id to read on from, or empty
     * @param reason why there is none
     * @param lost whether the store no longer knows something that it has said before
     */
    record Place(String cursor, String reason, boolean lost) {}

    @Override
    public Script script() {
        return Script.LOCATE;
    }

    @Override
    public List<String> keys() {
        return List.of();
    }

    @Override
    public List<String> arguments() {
        return List.of(position.store(), Long.toString(position.revision()), position.nonce());
    }

    @Override
    public Place answer(Reply reply) {
        return new Place(reply.text(0), reply.text(1), reply.text(2).equals("lost"));
    }
}
