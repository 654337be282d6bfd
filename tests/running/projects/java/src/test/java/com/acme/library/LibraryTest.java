package com.acme.library;

import static com.acme.library.lending.Loan.State.OPEN;
import static com.acme.library.model.Author.valueOf;
import static org.junit.jupiter.api.Assertions.*;

import com.acme.library.lending.*;
import com.acme.library.model.Book;
import org.junit.jupiter.api.Test;

class LibraryTest {
    @Test
    void lends() {
        assertEquals(OPEN, new Library().lend(Book.of("Tea")));
        assertNotNull(new Ledger<Book>());
        assertNotNull(valueOf("KNOWN"));
        assertNotNull(new Shelf());
    }
}
