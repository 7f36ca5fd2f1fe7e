package io.partd.cli;

import io.partd.HouseRules;
import io.partd.cli.shuffle.ShuffleCommand;
import java.util.Set;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(Main.class);
    }

    /** picocli sets the options of the one command that is in a package of its own. */
    @Override
    protected Set<String> changeable() {
        return Set.of(ShuffleCommand.class.getName());
    }
}
