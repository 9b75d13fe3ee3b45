package dev.weir.features.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One tree as {@link TreeShap} walks it: its splits in flat arrays, parents before their children,
 * those whose two children are leaves ("twigs") behind the others ("branches"). No walk divides,
 * recurses, allocates or jumps by what a row says: which child a row takes is a number that is
 * added to an address.
 *
 * <p>Immutable; many threads may share one, each with a {@link TreeShap.Scratch} of its own.
 */
final class ShapTree {
    /** Points of the rule that one walk takes along: enough for six different inputs on a path. */
    static final int LANES = 3;

    /** Of each point: how likely the split's input is known, then how fast that grows. */
    private static final int ODDS = 2 * LANES;

    /** Where the odds of a split stand whose input the path has not met before. */
    private static final int FRESH = 0;

    private final int walks;
    private final double[] weight;
    private final double mean;
    private final int branches;
    private final int slots;

    // of every split
    private final int[] key;
    private final int[] threshold;
    private final short[] input;
    private final int[] at;

    // of every branch: where its left child's values are, the right child's behind them, and shares
    private final int[] left;
    private final double[] share;

    // of every twig: value at the left, at the right, mean
    private final double[] leaf;

    // leaves below branches
    private final int[] loneAt;
    private final double[] loneValue;

    // splits whose input the path has met before, and where and on which side that was
    private final int[] again;
    private final int[] earlier;
    private final int[] earlierSide;

    /** Blocks of {@link #ODDS} a walk: of fresh splits, of unknown ones, of each {@link #again}. */
    private final double[] odds;

    private ShapTree(Builder built) {
        walks = Math.max(1, Math.ceilDiv(built.widest, 2 * LANES));
        Quadrature rule = Quadrature.of(walks * LANES);
        weight = rule.weights();
        mean = built.mean;
        branches = built.branches.size();
        slots = built.slots;
        List<Split> splits = new ArrayList<>(built.branches);
        splits.addAll(built.twigs);
        TreeModel.Nodes nodes = built.model.nodes;
        int inputs = built.model.header().inputs().size();
        key = new int[splits.size()];
        threshold = new int[splits.size()];
        input = new short[splits.size()];
        at = new int[splits.size()];
        left = new int[branches];
        share = new double[2 * branches];
        leaf = new double[3 * built.twigs.size()];
        List<Integer> repeats = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            Split split = splits.get(i);
            int node = split.node();
            input[i] = nodes.input()[node];
            key[i] = nodes.missingLeft()[node] ? input[i] : inputs + input[i];
            threshold[i] = TreeShap.ordered(nodes.value()[node]);
            at[i] = LANES * split.slot();
            if (split.met() != null) {
                repeats.add(i);
            }
            int child = nodes.left()[node];
            if (i < branches) {
                left[i] = LANES * split.left();
                share[2 * i] = share(nodes, node, child);
                share[2 * i + 1] = share(nodes, node, child + 1);
            } else {
                int twig = 3 * (i - branches);
                leaf[twig] = nodes.value()[child];
                leaf[twig + 1] = nodes.value()[child + 1];
                leaf[twig + 2] =
                        share(nodes, node, child) * leaf[twig]
                                + share(nodes, node, child + 1) * leaf[twig + 1];
            }
        }
        loneAt = built.lone.stream().mapToInt(lone -> LANES * lone.slot()).toArray();
        loneValue = built.lone.stream().mapToDouble(Lone::value).toArray();
        again = repeats.stream().mapToInt(i -> i).toArray();
        earlier = repeats.stream().mapToInt(i -> splits.get(i).met().branch()).toArray();
        earlierSide = repeats.stream().mapToInt(i -> splits.get(i).met().side()).toArray();
        odds = new double[(2 + again.length) * walks * ODDS];
        double[] points = rule.points();
        putOdds(FRESH, 1, points);
        for (int r = 0; r < again.length; r++) {
            putOdds(ownOdds(r), splits.get(again[r]).met().share(), points);
        }
    }

    /** A tree of a model. */
    static ShapTree of(TreeModel model, int root) {
        return new ShapTree(new Builder(model, root));
    }

    private static double share(TreeModel.Nodes nodes, int node, int child) {
        return (double) nodes.cover()[child] / nodes.cover()[node];
    }

    /** Odds of a split that is reached unless its input is known to lead elsewhere. */
    private int unknownOdds() {
        return walks * ODDS;
    }

    private int ownOdds(int repeat) {
        return (2 + repeat) * walks * ODDS;
    }

    /**
     * With z the share of the rows that take the path's earlier ways at the input by cover: if the
     * input is known with probability t, and those ways are the row's own, then having come here it
     * is known with probability {@code t / (z (1 - t) + t)}, whose derivative is {@code z / (z (1 -
     * t) + t)^2}. With z = 1 these are t and 1.
     */
    private void putOdds(int block, double z, double[] points) {
        for (int i = 0; i < points.length; i++) {
            double t = points[i];
            double here = z * (1 - t) + t;
            int place = block + i / LANES * ODDS + i % LANES;
            odds[place] = t / here;
            odds[place + LANES] = z / (here * here);
        }
    }

    /** What the tree gives where no input is known. */
    double mean() {
        return mean;
    }

    int splits() {
        return key.length;
    }

    int slots() {
        return slots;
    }

    /** Adds what each input of a row adds; the row's keys stand in the scratch. */
    void add(double[] into, TreeShap.Scratch scratch) {
        decide(scratch);
        for (int walk = 0; walk < walks; walk++) {
            up(walk, scratch);
            down(walk, into, scratch);
        }
    }

    /** Which side the row takes at every split, and how likely its input is known there. */
    private void decide(TreeShap.Scratch scratch) {
        int[] keys = scratch.keys;
        int[] side = scratch.side;
        int[] block = scratch.block;
        for (int i = 0; i < key.length; i++) {
            // 1 where the key is not below the threshold
            side[i] = (int) ((threshold[i] - 1L - keys[key[i]]) >>> 63);
            block[i] = FRESH;
        }
        int unknown = unknownOdds();
        for (int r = 0; r < again.length; r++) {
            int before = earlier[r];
            boolean onWay = side[before] == earlierSide[r] && block[before] != unknown;
            block[again[r]] = onWay ? ownOdds(r) : unknown;
        }
        for (int i = 0; i < loneAt.length; i++) {
            Arrays.fill(scratch.value, loneAt[i], loneAt[i] + LANES, loneValue[i]);
        }
    }

    /** What the tree gives below every split, and what knowing the split's input changes there. */
    private void up(int walk, TreeShap.Scratch scratch) {
        int walkOdds = walk * ODDS;
        double[] value = scratch.value;
        double[] gain = scratch.gain;
        int[] side = scratch.side;
        int[] block = scratch.block;
        for (int i = branches; i < at.length; i++) {
            int o = block[i] + walkOdds;
            int twig = 3 * (i - branches);
            double unknown = leaf[twig + 2];
            double change = leaf[twig + side[i]] - unknown;
            gain[LANES * i] = change;
            value[at[i]] = unknown + odds[o] * change;
            value[at[i] + 1] = unknown + odds[o + 1] * change;
            value[at[i] + 2] = unknown + odds[o + 2] * change;
        }
        for (int i = branches - 1; i >= 0; i--) {
            int o = block[i] + walkOdds;
            int l = left[i];
            int taken = l + LANES * side[i];
            double shareLeft = share[2 * i];
            double shareRight = share[2 * i + 1];
            double unknown0 = shareLeft * value[l] + shareRight * value[l + 3];
            double unknown1 = shareLeft * value[l + 1] + shareRight * value[l + 4];
            double unknown2 = shareLeft * value[l + 2] + shareRight * value[l + 5];
            double change0 = value[taken] - unknown0;
            double change1 = value[taken + 1] - unknown1;
            double change2 = value[taken + 2] - unknown2;
            gain[LANES * i] = change0;
            gain[LANES * i + 1] = change1;
            gain[LANES * i + 2] = change2;
            value[at[i]] = unknown0 + odds[o] * change0;
            value[at[i] + 1] = unknown1 + odds[o + 1] * change1;
            value[at[i] + 2] = unknown2 + odds[o + 2] * change2;
        }
    }

    /** How likely each split is reached; what its input adds is that times the gain there. */
    private void down(int walk, double[] into, TreeShap.Scratch scratch) {
        int walkOdds = walk * ODDS;
        double[] reach = scratch.reach;
        double[] gain = scratch.gain;
        int[] side = scratch.side;
        int[] block = scratch.block;
        System.arraycopy(weight, walk * LANES, reach, 0, LANES);
        for (int i = 0; i < branches; i++) {
            int o = block[i] + walkOdds;
            int l = left[i];
            int taken = l + LANES * side[i];
            double reach0 = reach[at[i]];
            double reach1 = reach[at[i] + 1];
            double reach2 = reach[at[i] + 2];
            into[input[i]] +=
                    reach0 * odds[o + 3] * gain[LANES * i]
                            + reach1 * odds[o + 4] * gain[LANES * i + 1]
                            + reach2 * odds[o + 5] * gain[LANES * i + 2];
            double known0 = reach0 * odds[o];
            double known1 = reach1 * odds[o + 1];
            double known2 = reach2 * odds[o + 2];
            double shareLeft = share[2 * i];
            double shareRight = share[2 * i + 1];
            reach[l] = (reach0 - known0) * shareLeft;
            reach[l + 1] = (reach1 - known1) * shareLeft;
            reach[l + 2] = (reach2 - known2) * shareLeft;
            reach[l + 3] = (reach0 - known0) * shareRight;
            reach[l + 4] = (reach1 - known1) * shareRight;
            reach[l + 5] = (reach2 - known2) * shareRight;
            reach[taken] += known0;
            reach[taken + 1] += known1;
            reach[taken + 2] += known2;
        }
        for (int i = branches; i < at.length; i++) {
            int o = block[i] + walkOdds;
            into[input[i]] +=
                    gain[LANES * i]
                            * (reach[at[i]] * odds[o + 3]
                                    + reach[at[i] + 1] * odds[o + 4]
                                    + reach[at[i] + 2] * odds[o + 5]);
        }
    }

    /**
     * Where a path met an input.
     *
     * @param branch the split, by its place
     * @param side where the path went on, 1: right
     * @param share product of the shares of its ways at all splits of the input so far
     * @param width different inputs of the path so far
     * @param before what the path met before; null: nothing
     */
    private record Met(short input, int branch, int side, double share, int width, Met before) {}

    /**
     * A split.
     *
     * @param slot where its values are, in steps of {@link #LANES}
     * @param left the slot of its left child, the right one's is behind it; of a twig 0
     * @param met where its path met its input the last time; null: nowhere
     */
    private record Split(int node, int slot, int left, Met met) {}

    private record Lone(int slot, double value) {}

    /** Walks every path once. */
    private static final class Builder {
        private final TreeModel model;
        private final List<Split> branches = new ArrayList<>();
        private final List<Split> twigs = new ArrayList<>();
        private final List<Lone> lone = new ArrayList<>();
        private final double mean;
        private int slots = 1;
        private int widest;

        Builder(TreeModel model, int root) {
            this.model = model;
            this.mean = visit(root, 0, null);
        }

        /**
         * Gives the mean below a node. The depth of a tree is limited, and so is this recursion.
         */
        private double visit(int node, int slot, Met path) {
            TreeModel.Nodes nodes = model.nodes;
            short input = nodes.input()[node];
            int child = nodes.left()[node];
            if (input == TreeModel.LEAF) {
                lone.add(new Lone(slot, nodes.value()[node]));
                return nodes.value()[node];
            }
            Met met = path;
            while (met != null && met.input() != input) {
                met = met.before();
            }
            int width = (path == null ? 0 : path.width()) + (met == null ? 1 : 0);
            widest = Math.max(widest, width);
            boolean twig =
                    nodes.input()[child] == TreeModel.LEAF
                            && nodes.input()[child + 1] == TreeModel.LEAF;
            if (twig) {
                twigs.add(new Split(node, slot, 0, met));
                return share(nodes, node, child) * nodes.value()[child]
                        + share(nodes, node, child + 1) * nodes.value()[child + 1];
            }
            int place = branches.size();
            int first = slots;
            slots += 2;
            branches.add(new Split(node, slot, first, met));
            double below = 0;
            for (int side = 0; side <= 1; side++) {
                double share = share(nodes, node, child + side);
                double sofar = met == null ? share : met.share() * share;
                Met here = new Met(input, place, side, sofar, width, path);
                below += share * visit(child + side, first + side, here);
            }
            return below;
        }
    }
}
