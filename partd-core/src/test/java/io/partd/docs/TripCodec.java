package io.partd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.codec.ItemCodec;

/** The README's codec. */
final class TripCodec implements ItemCodec<Trip> {

    @Override
    public byte[] encode(Trip trip) {
        return (trip.city() + ',' + trip.fare()).getBytes(UTF_8);
    }

    @Override
    public Trip decode(byte[] bytes) {
        String[] fields = new String(bytes, UTF_8).split(",");
        return new Trip(fields[0], Double.parseDouble(fields[1]));
    }

    @Override
    public String toString() {
        return "Trips";
    }
}
