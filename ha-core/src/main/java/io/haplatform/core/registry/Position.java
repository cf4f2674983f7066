package io.haplatform.core.registry;

/**
 * A place in the registry's log. Two positions are the same place only if all three parts agree: after a failover that
 * lost writes, the same revision is written a second time with other content, and the nonce shows it.
 *
 * @param store incarnation of the store; another one means that the data was lost and begun anew
 * @param revision number of the entry; 0 is the place before the first
 * @param nonce drawn at random by the writer of the entry; empty at revision 0
 */
public record Position(String store, long revision, String nonce) {

    /** Before anything was read. */
    public static final Position NONE = new Position("", 0, "");
}
