package io.partd.docs;

/** What the README appends. */
record Trip(String city, double fare) {}
