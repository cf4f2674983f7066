package io.haplatform.spring.blocking;

import java.io.IOException;

/** Reads a body in a way that a cut can end. */
interface BodyReader {

    /** As {@link java.io.InputStream#read(byte[], int, int)}, for a length above 0. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** As {@link java.io.InputStream#available()}. */
    int available() throws IOException;

    /** Lets go of what is left, never waiting for it: the connection is closed rather than kept. */
    void abandon();

    /** Closes after the last byte, so that the connection can be used again. */
    void release();
}
