package com.acme.library.model;

public enum Author {
    UNKNOWN,
    KNOWN {
        @Override
        boolean isKnown() {
            return true;
        }
    };

    boolean isKnown() {
        return false;
    }
}
