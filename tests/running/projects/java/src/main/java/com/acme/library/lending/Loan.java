package com.acme.library.lending;

import com.acme.library.model.Book;
import java.io.Serializable;
import java.time.Duration;

public final class Loan implements Serializable {
    public static final int DAYS = 28;

    public enum State { OPEN, CLOSED }

    private final Book book;
    private final Duration length;

    private Loan(Builder builder) {
        this.book = builder.book;
        this.length = Duration.ofDays(builder.days);
    }

    public State state() {
        return length.isNegative() || book == null ? State.CLOSED : State.OPEN;
    }

    public static class Builder {
        private final Book book;
        private int days;

        public Builder(Book book) {
            this.book = book;
        }

        public Builder days(int days) {
            this.days = days;
            return this;
        }

        public Loan build() {
            return new Loan(this);
        }
    }
}
