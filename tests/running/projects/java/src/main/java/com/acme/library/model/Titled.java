package com.acme.library.model;

public interface Titled {
    int LONGEST = 80;

    String title();

    default boolean isShort() {
        return title().length() < LONGEST;
    }

    @interface Checked {
        int value() default LONGEST;
    }
}
