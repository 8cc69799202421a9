// How tests and changes of the vma's flags are read.
#include "matchers/BodyTesting.h"

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

Event testOf(const std::string &Condition) {
  return only(readHandler("if (" + Condition + ") return 1; return 0;"),
              EventKind::FlagTest);
}

TEST(BodyFlags, EverySpellingOfATest) {
  struct Case {
    const char *Condition;
    FlagTestForm Form;
    const char *Text;
  } Cases[] = {
      {"vma->vm_flags & VM_WRITE", FlagTestForm::AnySet,
       "vma->vm_flags & VM_WRITE"},
      {"VM_WRITE & vma->vm_flags", FlagTestForm::AnySet,
       "VM_WRITE & vma->vm_flags"},
      {"!(vma->vm_flags & VM_WRITE)", FlagTestForm::NoneSet,
       "!(vma->vm_flags & VM_WRITE)"},
      {"!!(vma->vm_flags & VM_WRITE)", FlagTestForm::AnySet,
       "!!(vma->vm_flags & VM_WRITE)"},
      {"(vma->vm_flags & VM_WRITE) != 0", FlagTestForm::AnySet,
       "(vma->vm_flags & VM_WRITE) != 0"},
      {"0 == (vma->vm_flags & VM_WRITE)", FlagTestForm::NoneSet,
       "0 == (vma->vm_flags & VM_WRITE)"},
      {"(vma->vm_flags & VM_WRITE) == VM_WRITE", FlagTestForm::AnySet,
       "(vma->vm_flags & VM_WRITE) == VM_WRITE"},
      {"(vma->vm_flags & VM_WRITE) != VM_WRITE", FlagTestForm::NoneSet,
       "(vma->vm_flags & VM_WRITE) != VM_WRITE"},
      {"(vma->vm_flags & (VM_READ | VM_EXEC)) == (VM_EXEC | VM_READ)",
       FlagTestForm::AllSet,
       "(vma->vm_flags & (VM_READ | VM_EXEC)) == (VM_EXEC | VM_READ)"},
      {"(vma->vm_flags & (VM_READ | VM_EXEC)) != (VM_READ | VM_EXEC)",
       FlagTestForm::NotAllSet,
       "(vma->vm_flags & (VM_READ | VM_EXEC)) != (VM_READ | VM_EXEC)"},
      {"!((vma->vm_flags & (VM_READ | VM_EXEC)) == (VM_READ | VM_EXEC))",
       FlagTestForm::NotAllSet,
       "!((vma->vm_flags & (VM_READ | VM_EXEC)) == (VM_READ | VM_EXEC))"},
      {"(vma->vm_flags & VM_WRITE) && vma->vm_pgoff", FlagTestForm::AnySet,
       "(vma->vm_flags & VM_WRITE)"},
      {"unlikely(vma->vm_flags & VM_WRITE)", FlagTestForm::AnySet,
       "vma->vm_flags & VM_WRITE"},
      {"WARN_ON(!(vma->vm_flags & VM_WRITE))", FlagTestForm::NoneSet,
       "!(vma->vm_flags & VM_WRITE)"},
  };
  for (const Case &C : Cases) {
    SCOPED_TRACE(C.Condition);
    Event E = testOf(C.Condition);
    EXPECT_EQ(E.Test, C.Form);
    EXPECT_EQ(E.Text, C.Text);
    EXPECT_TRUE(E.SingleBits);
    EXPECT_FALSE(E.InMacro);
    EXPECT_EQ(E.Access.Length, std::string("vma->vm_flags").size());
  }
}

TEST(BodyFlags, AnyOfSeveral) {
  Event E = testOf("vma->vm_flags & (VM_WRITE | VM_EXEC)");
  EXPECT_EQ(E.Test, FlagTestForm::AnySet);
  EXPECT_THAT(E.Flags, ElementsAre("VM_WRITE", "VM_EXEC"));
}

TEST(BodyFlags, SomeSetAndSomeNotIsAMask) {
  Event E = testOf("(vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_SHARED");
  EXPECT_EQ(E.Test, FlagTestForm::Mask);
  EXPECT_EQ(E.Operator, "==");
  EXPECT_THAT(E.Flags, ElementsAre("VM_SHARED", "VM_MAYWRITE"));
  EXPECT_THAT(E.Expected, ElementsAre("VM_SHARED"));
  EXPECT_EQ(E.Value.Text, "VM_SHARED");
}

TEST(BodyFlags, AValueIsAMask) {
  HandlerBody Body =
      readHandler("unsigned long w = vma->vm_flags & VM_WRITE; return w > 1;");
  Event E = only(Body, EventKind::FlagTest);
  EXPECT_EQ(E.Test, FlagTestForm::Mask);
  EXPECT_EQ(E.Operator, "");
}

TEST(BodyFlags, ABoolIsATest) {
  HandlerBody Body =
      readHandler("bool w = vma->vm_flags & VM_WRITE; return w;");
  EXPECT_EQ(only(Body, EventKind::FlagTest).Test, FlagTestForm::AnySet);
}

TEST(BodyFlags, UnknownMasksHaveNoNames) {
  HandlerBody Body = readHandler("return (vma->vm_flags & ~VM_WRITE) || "
                                 "(vma->vm_flags & mask) == mask;",
                                 "extern unsigned long mask;");
  auto Tests = eventsOf(Body, EventKind::FlagTest);
  ASSERT_EQ(Tests.size(), 2u);
  EXPECT_THAT(Tests[0].Flags, IsEmpty());
  EXPECT_EQ(Tests[0].Args[0].Text, "~VM_WRITE");
  EXPECT_THAT(Tests[1].Flags, IsEmpty());
  EXPECT_EQ(Tests[1].Test, FlagTestForm::AllSet);
}

TEST(BodyFlags, ANameOfSeveralBits) {
  Event E = testOf("vma->vm_flags & VM_ACCESS_FLAGS");
  EXPECT_THAT(E.Flags, ElementsAre("VM_ACCESS_FLAGS"));
  EXPECT_FALSE(E.SingleBits);
  // With several bits, equality is not the same as any.
  Event All = testOf("(vma->vm_flags & VM_ACCESS_FLAGS) == VM_ACCESS_FLAGS");
  EXPECT_EQ(All.Test, FlagTestForm::AllSet);
}

TEST(BodyFlags, CowMapping) {
  Event E = testOf("!is_cow_mapping(vma->vm_flags)");
  EXPECT_EQ(E.Name, "is_cow_mapping");
  EXPECT_EQ(E.Text, "is_cow_mapping(vma->vm_flags)");
  EXPECT_THAT(E.Flags, ElementsAre("VM_SHARED", "VM_MAYWRITE"));
  EXPECT_THAT(E.Expected, ElementsAre("VM_MAYWRITE"));
}

TEST(BodyFlags, ATestInAMacrosBodyIsARead) {
  HandlerBody Body =
      readHandler("return HAS(vma->vm_flags, VM_IO);",
                  "#define HAS(flags, bit) (((flags) & (bit)) != 0)");
  EXPECT_THAT(eventsOf(Body, EventKind::FlagTest), IsEmpty());
  Event E = only(Body, EventKind::FieldRead);
  EXPECT_EQ(E.Name, "vm_flags");
  EXPECT_FALSE(E.InMacro);
}

TEST(BodyFlags, Changes) {
  HandlerBody Body = readHandler("vm_flags_set(vma, VM_IO | VM_DONTEXPAND);\n"
                                 "vm_flags_clear(vma, VM_MAYWRITE);\n"
                                 "vm_flags_mod(vma, VM_DONTDUMP, VM_EXEC);\n"
                                 "if (file) vm_flags_set(vma, flags);\n"
                                 "return 0;",
                                 "extern unsigned long flags;");
  auto Sets = eventsOf(Body, EventKind::FlagSet);
  ASSERT_EQ(Sets.size(), 2u);
  EXPECT_THAT(Sets[0].Flags, ElementsAre("VM_IO", "VM_DONTEXPAND"));
  EXPECT_TRUE(Sets[0].SingleBits);
  EXPECT_EQ(Sets[0].Result, ResultUse::Ignored);
  EXPECT_FALSE(Sets[0].NeedsBraces);
  EXPECT_THAT(Sets[1].Flags, IsEmpty());
  EXPECT_EQ(Sets[1].Args[1].Text, "flags");
  EXPECT_TRUE(Sets[1].NeedsBraces);
  Event Modify = only(Body, EventKind::FlagModify);
  EXPECT_EQ(Modify.Name, "vm_flags_mod");
  EXPECT_THAT(Modify.Flags, ElementsAre("VM_DONTDUMP"));
  EXPECT_THAT(Modify.Expected, ElementsAre("VM_EXEC"));
  EXPECT_THAT(Body.FlagsSet,
              ElementsAre("VM_IO", "VM_DONTEXPAND", "VM_DONTDUMP"));
  EXPECT_THAT(Body.FlagsCleared, ElementsAre("VM_MAYWRITE", "VM_EXEC"));
}

TEST(BodyFlags, AssignmentsOfTheWord) {
  HandlerBody Body = readHandler("vma->__vm_flags |= VM_IO | VM_PFNMAP;\n"
                                 "vma->__vm_flags &= ~VM_MAYWRITE;\n"
                                 "vma->__vm_flags = 0;\n"
                                 "return 0;");
  Event Set = only(Body, EventKind::FlagSet);
  EXPECT_THAT(Set.Flags, ElementsAre("VM_IO", "VM_PFNMAP"));
  EXPECT_EQ(Set.Operator, "|=");
  EXPECT_THAT(only(Body, EventKind::FlagClear).Flags,
              ElementsAre("VM_MAYWRITE"));
  EXPECT_EQ(only(Body, EventKind::FieldWrite).Name, "__vm_flags");
}

TEST(BodyFlags, BitsOfAVmaAreReadLikeThoseOfADescriptor) {
  Event Set =
      only(readHandler("vma_set_flags(vma, VMA_IO_BIT, VMA_DONTEXPAND_BIT);"
                       "return 0;"),
           EventKind::FlagSet);
  EXPECT_THAT(Set.Flags, ElementsAre("VM_IO", "VM_DONTEXPAND"));
  EXPECT_TRUE(Set.SingleBits);
  Event Test = testOf("vma_test(vma, VMA_IO_BIT)");
  EXPECT_THAT(Test.Flags, ElementsAre("VM_IO"));
  EXPECT_EQ(Test.Test, FlagTestForm::AnySet);
  // A number is no name of a bit.
  EXPECT_THAT(testOf("vma_test(vma, 14)").Flags, IsEmpty());
}

} // namespace
} // namespace premap
