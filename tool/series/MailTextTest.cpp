#include "tool/series/MailText.h"
#include "tool/series/DifferenceText.h"
#include "tool/series/Prose.h"

#include "verify/Catalogue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <algorithm>
#include <memory>

namespace premap {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A hook that maps with remap_pfn_range() and sets a flag.
class Toy {
public:
  explicit Toy(const std::string &Name = "toy_mmap") {
    auto F = std::make_shared<FunctionFacts>();
    F->Name = Name;
    F->Body.Present = true;
    Event Map;
    Map.Kind = EventKind::Map;
    Map.Name = "remap_pfn_range";
    Map.Args = {{{}, "vma"}, {{}, "vma->vm_start"}, {{}, "toy->pfn"}};
    F->Body.Events = {Map};
    F->Body.FlagsSet = {"VM_IO", "VM_DONTEXPAND"};
    Handler.Record.Id = "drivers/toy.c:" + Name;
    Handler.Record.File = "drivers/toy.c";
    Handler.Record.Name = Name;
    Handler.Record.Archs = {"arm64", "x86_64"};
    Handler.Record.Function = F;
    OpsEntry Table;
    Table.Variable = "toy_fops";
    Handler.Record.Ops = {Table};
    Handler.Accepted.emplace();
    Handler.Accepted->OldName = Name;
    Handler.Accepted->NewName = Name + "_prepare";
    Handler.Accepted->Action = "mmap_action_remap_full";
    Handler.Edits.Edits = {{"drivers/toy.c", 0, 1, "x", "why"}};
    Outcome.Id = Handler.Record.Id;
    Outcome.Outcome = State::Converted;
    verify::VerifyResult Verdict;
    Verdict.Result = verify::Verdict::Equivalent;
    Verdict.Paths = {1, 1, 3};
    Verdict.Scenarios = 46;
    Verdict.Arch = "x86_64";
    Outcome.Verdicts.push_back(std::move(Verdict));
  }
  SeriesPatch patch() const {
    SeriesPatch P;
    P.Conversions = {{&Handler, &Outcome}};
    P.Edits = Handler.Edits;
    return P;
  }
  std::string body() const {
    ScanResult Scan;
    Scan.TargetProfile = "7.3";
    return bodyOf(patch(), Scan);
  }

  HandlerResult Handler;
  RewriteOutcome Outcome;
};

std::string flat(std::string Text) {
  std::replace(Text.begin(), Text.end(), '\n', ' ');
  return Text;
}

TEST(MailText, TheBodyHasTheDriversFacts) {
  std::string Body = flat(Toy().body());
  for (const char *Part :
       {"Convert toy_mmap(), the mmap hook of toy_fops, to toy_mmap_prepare().",
        "page frame toy->pfn with remap_pfn_range()",
        "the same with mmap_action_remap_full()",
        "the flags VM_IO and VM_DONTEXPAND", "3 pairs of paths",
        "46 runs of a model of the mmap() of 7.3, for x86_64",
        "they do the same."})
    EXPECT_THAT(Body, HasSubstr(Part));
}

TEST(MailText, WhatWasNotDecidedIsNotCalledTheSame) {
  Toy T;
  T.Outcome.Outcome = State::Inconclusive;
  std::string Body = flat(T.body());
  EXPECT_THAT(Body, HasSubstr("did not decide"));
  EXPECT_THAT(Body, Not(HasSubstr("they do the same.")));
  T.Outcome.Verdicts.clear();
  EXPECT_THAT(flat(T.body()), HasSubstr("was not compared with"));
}

TEST(MailText, APairOfTheKernelsOwnIsNotCalledCompared) {
  Toy T;
  T.Outcome.Verdicts[0].Paths = {0, 0, 0};
  T.Outcome.Verdicts[0].Scenarios = 0;
  T.Handler.Record.Class = HandlerClass::GenericFile;
  T.Handler.Record.Function = nullptr;
  std::string Body = flat(T.body());
  EXPECT_THAT(Body, HasSubstr("toy_mmap_prepare() is the kernel's own "
                              "counterpart of toy_mmap(); no function of the "
                              "file changes. drivers/toy.c parses"));
  EXPECT_THAT(Body,
              HasSubstr("Let toy_fops name toy_mmap_prepare() as "
                        "mmap_prepare where it named toy_mmap() as mmap."));
  EXPECT_THAT(Body, Not(HasSubstr("compared")));
}

TEST(MailText, NamedDifferencesAreTold) {
  Toy T;
  T.Outcome.Outcome = State::ConvertedUnderAssumptions;
  T.Outcome.Verdicts[0].Result = verify::Verdict::EquivalentWithDifferences;
  T.Outcome.Verdicts[0].Differences.push_back(
      verify::namedDifference("call_before_mapping", "toy_wake() at toy.c:9"));
  std::string Body = flat(T.body());
  EXPECT_THAT(Body, HasSubstr("what it calls (toy_wake() at toy.c:9) has "
                              "happened even if"));
  EXPECT_THAT(Body, HasSubstr("they do the same but for what is said above"));
}

TEST(MailText, WhatComesBeforeTheMappingIsToldOnce) {
  Toy T;
  T.Outcome.Outcome = State::ConvertedUnderAssumptions;
  auto &Verdict = T.Outcome.Verdicts[0];
  Verdict.Result = verify::Verdict::EquivalentWithDifferences;
  for (const char *Call : {"toy_wake() at toy.c:9", "toy_log() at toy.c:12"})
    Verdict.Differences.push_back(
        verify::namedDifference("call_before_mapping", Call));
  Verdict.Differences.push_back(verify::namedDifference(
      "store_before_mapping", "store to toy->used at toy.c:14"));
  std::string Body = flat(T.body());
  EXPECT_THAT(Body, HasSubstr("what it calls (toy_wake() at toy.c:9 and "
                              "toy_log() at toy.c:12) has happened even if"));
  EXPECT_THAT(Body, HasSubstr("the store to toy->used at toy.c:14 stays even "
                              "if the mapping then cannot be made"));
}

TEST(MailText, AStoreIsNotACall) {
  Event Store;
  Store.Kind = EventKind::SideEffect;
  Store.Operator = "=";
  Store.Name = "toy->used";
  EXPECT_EQ(effectText(Store), "the store to toy->used");
  Event Call;
  Call.Kind = EventKind::SideEffect;
  Call.Name = "toy_wake";
  EXPECT_EQ(effectText(Call), "toy_wake()");
}

/// An open() that the hook calls is no helper that gets a descriptor.
TEST(MailText, OnlyHelpersThatChangeFollow) {
  Toy T;
  for (auto [Name, Offset] : {std::pair("toy_check", 0u), {"toy_open", 100u}}) {
    auto Helper = std::make_shared<FunctionFacts>();
    Helper->Name = Name;
    Helper->Definition.Path = "drivers/toy.c";
    Helper->Definition.Offset = Offset;
    Helper->Definition.Length = 50;
    T.Handler.Record.Helpers.push_back(Helper);
  }
  std::string Body = flat(T.body());
  EXPECT_THAT(Body, HasSubstr("toy_check(), which got the VMA from toy_mmap(), "
                              "follows."));
  EXPECT_THAT(Body, Not(HasSubstr("toy_open")));
}

/// Every difference that a conversion may have reads as a sentence of its own,
/// with the driver's names in it.
TEST(MailText, EveryPermittedDifferenceHasItsSentence) {
  HandlerFacts H = factsOf(Toy().patch().Conversions.front());
  for (const verify::CatalogueEntry &Entry : verify::catalogue()) {
    if (Entry.Severity != verify::Weight::Named)
      continue;
    verify::Difference D = verify::namedDifference(Entry.Id, "DETAIL");
    std::string Text = differenceText({D.Id, D.Message, D.Rule}, H);
    EXPECT_THAT(Text, HasSubstr("toy_mmap")) << Entry.Id;
    EXPECT_THAT(Text, Not(HasSubstr(std::string(Entry.Sentence)))) << Entry.Id;
    EXPECT_EQ(Text.back(), '.') << Entry.Id;
  }
}

SubjectPrefix prefix(const std::string &Text) {
  SubjectPrefix P;
  P.Text = Text;
  return P;
}

TEST(MailText, SubjectsAreShortAndDiffer) {
  Toy T;
  EXPECT_EQ(subjectOf(T.patch(), prefix("toy: "), {}),
            "toy: replace deprecated mmap hook with mmap_prepare");
  EXPECT_EQ(subjectOf(T.patch(), prefix("toy: "),
                      {"toy: replace deprecated mmap hook with mmap_prepare"}),
            "toy: convert toy_mmap() to mmap_prepare");
  SubjectPrefix Capital = prefix("toy: ");
  Capital.Capital = true;
  EXPECT_EQ(subjectOf(T.patch(), Capital, {}),
            "toy: Replace deprecated mmap hook with mmap_prepare");
  const std::string Long = "a: much: longer: chain: of: prefixes: ";
  EXPECT_LE(subjectOf(T.patch(), prefix(Long), {}).size(), MessageWidth);
  std::set<std::string> Taken;
  for (int I = 0; I < 9; ++I)
    EXPECT_TRUE(
        Taken.insert(subjectOf(T.patch(), prefix("toy: "), Taken)).second);
}

} // namespace
} // namespace premap
