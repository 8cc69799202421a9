// The ways through a body.
#include "matchers/BodyTesting.h"

#include <algorithm>

namespace premap {
namespace {

unsigned count(const HandlerBody &Body, Outcome How) {
  return std::ranges::count_if(
      Body.Paths, [&](const FlowPath &Way) { return Way.Ends == How; });
}

bool hasStep(const HandlerBody &Body, const FlowPath &Way, StepKind Kind,
             const std::string &Name) {
  return std::ranges::any_of(Way.Steps, [&](unsigned Index) {
    return Body.Steps[Index].Kind == Kind && Body.Steps[Index].Name == Name;
  });
}

TEST(BodyPaths, EachReturnIsAnEndOfItsOwn) {
  HandlerBody Body = readHandler("if (!file) return -22;\n"
                                 "vma->vm_pgoff = 1;\nreturn 0;");
  EXPECT_TRUE(Body.AllPaths);
  ASSERT_EQ(Body.Paths.size(), 2u);
  EXPECT_EQ(count(Body, Outcome::Error), 1u);
  EXPECT_EQ(count(Body, Outcome::Success), 1u);
  for (const FlowPath &Way : Body.Paths)
    EXPECT_EQ(hasStep(Body, Way, StepKind::Store, "vma->vm_pgoff"),
              Way.Ends == Outcome::Success);
}

TEST(BodyPaths, AWayThatContradictsItselfIsNone) {
  HandlerBody Body = readHandler("int ret = g();\n"
                                 "if (ret) vma->vm_pgoff = 1;\n"
                                 "if (ret) return ret;\n"
                                 "return 0;",
                                 "int g(void);");
  EXPECT_EQ(Body.Paths.size(), 2u);
  for (const FlowPath &Way : Body.Paths)
    EXPECT_EQ(hasStep(Body, Way, StepKind::Store, "vma->vm_pgoff"),
              Way.Ends == Outcome::Error);
}

TEST(BodyPaths, WhatIsReturnedUntestedMayBeEither) {
  HandlerBody Body = readHandler("int ret = g();\nreturn ret;", "int g(void);");
  ASSERT_EQ(Body.Paths.size(), 1u);
  EXPECT_EQ(Body.Paths[0].Ends, Outcome::Unknown);
  EXPECT_EQ(Body.Paths[0].From, "g");
}

TEST(BodyPaths, ALabelThatUnwindsKnowsWhyItWasReached) {
  HandlerBody Body = readHandler("int ret = -12;\n"
                                 "if (!file) goto out;\n"
                                 "ret = 0;\nout: return ret;");
  EXPECT_EQ(count(Body, Outcome::Error), 1u);
  EXPECT_EQ(count(Body, Outcome::Success), 1u);
}

TEST(BodyPaths, EachOperandOfAConditionIsABranch) {
  HandlerBody Body =
      readHandler("if (vma->vm_pgoff && vma_pages(vma) > 3) return -22;\n"
                  "return 0;");
  EXPECT_EQ(Body.Paths.size(), 3u);
  EXPECT_TRUE(std::ranges::any_of(Body.Steps, [](const Step &S) {
    return S.Kind == StepKind::Branch && S.Offset && !S.Size && S.Taken;
  }));
  EXPECT_TRUE(std::ranges::any_of(Body.Steps, [](const Step &S) {
    return S.Kind == StepKind::Branch && S.Size && !S.Offset && S.Taken;
  }));
}

TEST(BodyPaths, ALoopsBodyRunsAtMostOnce) {
  HandlerBody Body = readHandler("int i;\nfor (i = 0; i < g(); i++)\n"
                                 "vma->vm_pgoff = i;\nreturn 0;",
                                 "int g(void);");
  EXPECT_EQ(Body.Paths.size(), 2u);
}

RangeUse onlyUse(const std::string &Statements) {
  HandlerBody Body = readBody("void *f(struct vm_area_struct *vma, void **p, "
                              "unsigned long address)\n{\n" +
                              Statements + "\n}\n");
  EXPECT_EQ(Body.RangeUses.size(), 1u);
  return Body.RangeUses.empty() ? RangeUse() : Body.RangeUses.front();
}

TEST(BodyRanges, ADistanceFromTheStartIsNoOffset) {
  RangeUse Use = onlyUse("return p[(address - vma->vm_start) >> 12];");
  EXPECT_EQ(Use.Kind, RangeUseKind::Distance);
  EXPECT_EQ(Use.Role, RangeUseRole::Index);
  EXPECT_EQ(Use.Text, "address - vma->vm_start");
}

TEST(BodyRanges, ALocalIsFollowed) {
  RangeUse Use = onlyUse("unsigned long n;\nn = vma->vm_pgoff + 1;\n"
                         "return p[n];");
  EXPECT_EQ(Use.Kind, RangeUseKind::Offset);
  EXPECT_EQ(Use.Role, RangeUseRole::Index);
}

TEST(BodyRanges, ASwitchSelects) {
  RangeUse Use =
      onlyUse("switch (vma->vm_pgoff) { case 1: return p; } return 0;");
  EXPECT_EQ(Use.Role, RangeUseRole::Selector);
}

TEST(BodyRanges, TheSizeIsNoDistance) {
  HandlerBody Body = readHandler("return vma->vm_end - vma->vm_start > 1;");
  EXPECT_TRUE(Body.RangeUses.empty());
}

} // namespace
} // namespace premap
