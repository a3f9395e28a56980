package io.thawline.report;

/**
 * One committed round.
 *
 * @param round counted from 1
 * @param phase number of the schedule's phase
 * @param step optimizer steps since the start of the run
 * @param trainingLoss on the scale of the validation loss, for both share an axis
 * @param seconds of wall clock
 */
public record RoundRow(
    int round, int phase, long step, double trainingLoss, double validationLoss, double seconds) {}
