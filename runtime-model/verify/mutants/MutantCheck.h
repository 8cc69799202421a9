// What both tests of mutants ask: that no mutant passes, but for those that a
// reader knows, and that most are refuted by a counterexample that replays.
#ifndef PREMAP_VERIFY_MUTANTS_MUTANTCHECK_H
#define PREMAP_VERIFY_MUTANTS_MUTANTCHECK_H

#include "verify/Verify.h"
#include "verify/mutants/KnownMutants.h"

#include "gmock/gmock.h"

#include <cstdio>

namespace premap::verify {

/// What the verifier says of one mutant.
struct MutantVerdict {
  Verdict Worst = Verdict::Equivalent; ///< of all tables
  bool Confirmed = false; ///< the runtime model's final states differ too
  bool Compiles = true;   ///< else it is no mutant
  std::string Why;        ///< what the model says if it does not confirm

  void add(const VerifyResult &R) {
    for (const Difference &D : R.Differences)
      Compiles &= D.Id != "not_compiled";
    Worst = std::max(Worst, R.Result);
    if (!R.Counterexample.contains("model"))
      return;
    const nlohmann::json &Model = R.Counterexample["model"];
    Confirmed |= Model.value("confirmed", false);
    Why = Model.value("reason", "");
  }
};

/// Takes the verdicts on the mutants of one test.
class MutantCheck {
public:
  /// \p Table is the text for KnownMutants.
  explicit MutantCheck(const std::string &Table)
      : Known(KnownMutants::parse(Table)) {}

  /// \p File as the table names it.
  void add(const std::string &File, const Mutant &M, const MutantVerdict &V) {
    const KnownMutant *K = Known.find(File, M);
    if (!V.Compiles) {
      ++Uncompiled;
      EXPECT_FALSE(K) << File << ":" << M.what() << " does not compile";
      return;
    }
    std::string Which = File + ":" + M.what() + " is " + toString(V.Worst);
    if (K && K->What != KnownMutant::Missed) {
      ++Same;
      // An alarm that is none any more is what everybody hopes for.
      Alarms += V.Worst == Verdict::Different;
      if (K->What == KnownMutant::Same)
        EXPECT_LE(V.Worst, Verdict::EquivalentWithDifferences)
            << Which << "; but " << K->Why;
      return;
    }
    if (K)
      EXPECT_LE(V.Worst, Verdict::EquivalentWithDifferences)
          << Which << "; no longer missed";
    else
      EXPECT_GE(V.Worst, Verdict::Inconclusive) << Which << "; missed";
    bool Different = V.Worst == Verdict::Different;
    if (!Different || !V.Confirmed)
      NotReplayed += Which + " " + V.Why + "\n";
    for (Count *C : {&All, &ByKind[M.Kind]}) {
      ++C->Total;
      C->Different += Different;
      C->Replayed += Different && V.Confirmed;
      C->Open += V.Worst == Verdict::Inconclusive;
    }
  }

  /// Of a mutant that is not verified this time.
  void skip(const std::string &File, const Mutant &M) { Known.find(File, M); }

  /// Prints the figures. Every line of the table must have been of use, and of
  /// \p AtLeast mutants \p Replayed percent must differ on the runtime model
  /// too.
  void finish(unsigned Replayed, unsigned AtLeast = 200) const {
    for (const auto &[Kind, C] : ByKind)
      C.print(Kind);
    All.print("all");
    std::printf("%u more do what the text did, %u of them called different; "
                "%u do not compile\n",
                Same, Alarms, Uncompiled);
    EXPECT_THAT(Known.unused(), testing::IsEmpty());
    EXPECT_GE(All.Total, AtLeast);
    EXPECT_GE(All.Different * 100, All.Total * 90);
    EXPECT_GE(All.Replayed * 100, All.Total * Replayed) << NotReplayed;
  }

private:
  struct Count {
    unsigned Total = 0, Different = 0, Replayed = 0, Open = 0;
    void print(const std::string &What) const {
      std::printf("%5u mutants, %5u different, %5u replayed, %3u open: %s\n",
                  Total, Different, Replayed, Open, What.c_str());
    }
  };
  KnownMutants Known;
  std::map<std::string, Count> ByKind;
  Count All;
  std::string NotReplayed;
  unsigned Same = 0, Alarms = 0, Uncompiled = 0;
};

} // namespace premap::verify

#endif
