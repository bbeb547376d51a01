package com.hookprobe.qsecbit.model;

/**
 * What a model says of one connection.
 *
 * @param attack the share of the forest that says attack, in [0, 1]
 * @param likeliest the class: {@link AttackClass#NORMAL} unless {@code attack} reaches the model's threshold or the
 *     connection is so odd that half of that is enough
 * @param anomaly how unlike the normal connections of the training it is, in (0, 1); about 0.5 is ordinary
 * @param confidence how often the model was right with such a share, on rows that it had not learnt from, in [0, 1]
 */
public record Judgement(double attack, AttackClass likeliest, double anomaly, double confidence) {
    /** True when the model calls it an attack. */
    public boolean isAttack() {
        return likeliest.isAttack();
    }
}
