package com.hookprobe.dsm.api.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TilePathTest {
    @Test
    void theExamplesOfTheDocument() {
        assertThat(TilePath.parse("0/x001/x234/067")).contains(new TilePath(0, 1_234_067, 256));
        assertThat(TilePath.parse("63/000")).contains(new TilePath(63, 0, 256));
        assertThat(TilePath.parse("1/x001/000.p/17")).contains(new TilePath(1, 1000, 17));
        assertThat(TilePath.parse("entries/273.p/112")).contains(new TilePath(TilePath.ENTRIES, 273, 112));
        assertThat(TilePath.parse("0/x002/x147/x483/647")).contains(new TilePath(0, Integer.MAX_VALUE, 256));
    }

    @Test
    void everyPlaceHasOnePath() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            int index = random.nextInt() >>> (1 + random.nextInt(31));
            TilePath tile = new TilePath(random.nextInt(65) - 1, index, 1 + random.nextInt(256));
            assertThat(TilePath.parse(tile.path())).contains(tile);
        }
    }

    @Test
    void everyOtherWritingIsRefused() {
        for (String path : List.of(
                "",
                "/",
                "0",
                "0/",
                "0/0",
                "0/00",
                "0/0000",
                "0/x000/000",
                "0/x001/0",
                "0/001/000",
                "0/x001",
                "64/000",
                "100/000",
                "-1/000",
                "+1/000",
                "00/000",
                "01/000",
                "0/000.p",
                "0/000.p/",
                "0/000.p/0",
                "0/000.p/01",
                "0/000.p/256",
                "0/000.p/999",
                "0/000.p/1/",
                "0/000/",
                "0//000",
                " 0/000",
                "0/000 ",
                "entries",
                "entries/",
                "entries/0",
                "Entries/000",
                "0/x002/x147/x483/648",
                "0/x999/x999/x999/999",
                "0/x001/x001/x001/x001/001",
                "0/\u0660\u0660\u0660",
                "0/000\n",
                "0/000.p/1\n")) {
            assertThat(TilePath.parse(path)).as(path).isEmpty();
        }
    }
}
