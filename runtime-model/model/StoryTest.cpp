// The text for people: complete, and with the reasons.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::HasSubstr;
using testing::Not;

static std::string story(const Scenario &S) {
  RunOptions Options;
  Options.Trace = true;
  return toText(S, run(S, Options));
}

TEST(Story, TellsTheCallAndTheOutcome) {
  std::string Text = story(shared(Pipeline::Prepare71, {setOps("ops")}));
  EXPECT_THAT(Text, HasSubstr("mmap(0x12000, 0x2000, READ, SHARED, f, page 2)"
                              "   pipeline prepare-7.1\n"));
  EXPECT_THAT(Text, HasSubstr("- vm_ops = ops\n"));
  EXPECT_THAT(Text, HasSubstr("= 0x12000\n"));
  EXPECT_THAT(Text, HasSubstr("nothing leaked, nothing stale"));
}

TEST(Story, SaysWhyItFailed) {
  Scenario S = shared(Pipeline::Prepare71, {remap()});
  S.Fail = {{Failure::Remap, 1}};
  std::string Text = story(S);
  EXPECT_THAT(Text, HasSubstr("no memory for a page table: -ENOMEM"));
  EXPECT_THAT(Text, HasSubstr("= -ENOMEM\n"));
}

TEST(Story, SaysWhyItDidNotMerge) {
  Scenario S = shared(Pipeline::Prepare71, {clearFlags(VM_MAYWRITE)});
  S.Mappings = {before(),
                mapping(0x14000, 0x16000, 9, SharedRead & ~VM_MAYWRITE)};
  std::string Text = story(S);
  EXPECT_THAT(Text, HasSubstr("before, the flags differ by MAYWRITE; after, "
                              "the page offsets do not continue"));
}

TEST(Story, ListsLeaksStalePtesAndWarnings) {
  Scenario S =
      shared(Pipeline::Legacy612, {step(HandlerStep::Lock, "l"), remap()});
  S.Race = Interleave{"f", 2, 2, ""};
  std::string Text = story(S);
  EXPECT_THAT(Text, HasSubstr("lock l still held"));
  EXPECT_THAT(Text, HasSubstr("stale PTEs"));
  EXPECT_THAT(Text, Not(HasSubstr("nothing leaked")));
}

TEST(Story, WithoutTraceThereIsNone) {
  EXPECT_TRUE(run(shared(Pipeline::Prepare71)).Trace.empty());
  RunOptions Options;
  Options.Steps = false;
  EXPECT_TRUE(run(shared(Pipeline::Prepare71), Options).Steps.empty());
}
