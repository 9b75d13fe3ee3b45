package dev.weir.features.model;

/** Why a model cannot be used. The names are permanent; callers and people look for them. */
public enum ModelFault {
    /** The store has no file of this hash. */
    MODEL_UNKNOWN,
    /** What names the model is not 64 hexadecimal digits in lower case. */
    MODEL_HASH_INVALID,
    /** The file is not the one that its name says. */
    MODEL_HASH_WRONG,
    /** The file, or something in it, is over a limit. */
    MODEL_TOO_LARGE,
    /** The file ends too early. */
    MODEL_TRUNCATED,
    /** It is not a model file, or one of a later version of the format. */
    MODEL_FORMAT_UNKNOWN,
    /** It was trained for another feature set. */
    MODEL_FEATURE_SET_WRONG,
    /** It names an input that its feature set does not have, or names one twice. */
    MODEL_INPUT_UNKNOWN,
    /** How its sum of leaves becomes a probability is not known here. */
    MODEL_OBJECTIVE_UNKNOWN,
    /** A number that must be finite, or in a range, is not. */
    MODEL_NUMBER_INVALID,
    /** A reference between nodes goes nowhere, back, or to a node that another one has. */
    MODEL_TREE_INVALID,
    /** It needs something that is not done here: categories, several outputs, other boosters. */
    MODEL_NOT_SUPPORTED,
    /** The store could not be read or written. */
    MODEL_STORE_FAILED
}
