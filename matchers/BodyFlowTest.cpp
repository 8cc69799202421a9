// Order, loops and locks of a body's events.
#include "matchers/BodyTesting.h"

#include <algorithm>

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

namespace premap {
namespace {

const char *const Map = "remap_pfn_range(vma, 1, 2, 3, PAGE_SHARED)";

unsigned indexOf(const HandlerBody &Body, EventKind Kind, unsigned Nth = 0) {
  for (unsigned I = 0; I < Body.Events.size(); ++I)
    if (Body.Events[I].Kind == Kind && Nth-- == 0)
      return I;
  ADD_FAILURE() << "no such event";
  return 0;
}

bool mayFollow(const HandlerBody &Body, EventKind First, EventKind Second) {
  const std::vector<unsigned> &After = Body.Events[indexOf(Body, First)].After;
  return std::ranges::find(After, indexOf(Body, Second)) != After.end();
}

TEST(BodyFlow, OneBranchDoesNotFollowTheOther) {
  HandlerBody Body = readHandler("if (file) return " + std::string(Map) +
                                 ";\nelse vma->vm_pgoff = 1;\n"
                                 "return vma_pages(vma);");
  ASSERT_TRUE(Body.HasFlow);
  EXPECT_FALSE(mayFollow(Body, EventKind::Map, EventKind::FieldWrite));
  EXPECT_FALSE(mayFollow(Body, EventKind::FieldWrite, EventKind::Map));
  EXPECT_TRUE(mayFollow(Body, EventKind::FieldWrite, EventKind::Pages));
  EXPECT_FALSE(mayFollow(Body, EventKind::Map, EventKind::Pages));
}

TEST(BodyFlow, AWriteAfterTheRemap) {
  HandlerBody Body =
      readHandler(std::string(Map) + ";\nvma->vm_page_prot = PAGE_SHARED;\n"
                                     "return 0;");
  EXPECT_TRUE(mayFollow(Body, EventKind::Map, EventKind::FieldWrite));
  EXPECT_FALSE(mayFollow(Body, EventKind::FieldWrite, EventKind::Map));
}

TEST(BodyFlow, ArgumentsComeBeforeTheCall) {
  HandlerBody Body = readHandler(
      "return remap_pfn_range(vma, vma->vm_start, 2, 3, PAGE_SHARED);");
  EXPECT_TRUE(mayFollow(Body, EventKind::FieldRead, EventKind::Map));
  EXPECT_TRUE(mayFollow(Body, EventKind::Map, EventKind::Return));
  EXPECT_FALSE(mayFollow(Body, EventKind::Map, EventKind::FieldRead));
}

TEST(BodyFlow, Loops) {
  HandlerBody Body = readHandler("for (int i = 0; i < 3; i++)\n"
                                 "  if (vm_insert_page(vma, i, NULL))\n"
                                 "    return -EINVAL;\n"
                                 "return 0;");
  Event E = only(Body, EventKind::Map);
  EXPECT_TRUE(E.InLoop);
  EXPECT_THAT(E.After, Contains(indexOf(Body, EventKind::Map)));
  EXPECT_FALSE(Body.Events[indexOf(Body, EventKind::Return, 1)].InLoop);
}

TEST(BodyFlow, BackwardGotoIsALoop) {
  HandlerBody Body = readHandler("again:\nif (" + std::string(Map) +
                                 ") goto again;\nreturn 0;");
  EXPECT_TRUE(only(Body, EventKind::Map).InLoop);
}

TEST(BodyFlow, DoOnceIsNoLoop) {
  HandlerBody Body =
      readHandler("do { " + std::string(Map) + "; } while (0); return 0;");
  EXPECT_FALSE(only(Body, EventKind::Map).InLoop);
}

TEST(BodyFlow, ConstantConditionsMayDiffer) {
  HandlerBody Body = readHandler("if (0) vma->vm_pgoff = 1;\nreturn " +
                                 std::string(Map) + ";");
  EXPECT_TRUE(mayFollow(Body, EventKind::FieldWrite, EventKind::Map));
}

TEST(BodyFlow, LocksHeldOverTheRemap) {
  HandlerBody Body =
      readHandler("int ret;\nmutex_lock(&m);\nret = " + std::string(Map) +
                      ";\nmutex_unlock(&m);\n"
                      "vma->vm_pgoff = 1;\nreturn ret;",
                  "static struct mutex m;");
  EXPECT_THAT(Body.LocksHeldOverRemap, ElementsAre("mutex_lock(&m)"));
  EXPECT_THAT(only(Body, EventKind::FieldWrite).LocksHeld, IsEmpty());
}

TEST(BodyFlow, AnotherLockStaysHeld) {
  HandlerBody Body = readHandler("mutex_lock(&m);\nspin_lock(&s);\n"
                                 "mutex_unlock(&n);\nspin_unlock(&s);\n"
                                 "return " +
                                     std::string(Map) + ";",
                                 "static struct mutex m, n;\n"
                                 "static struct spinlock s;");
  EXPECT_THAT(Body.LocksHeldOverRemap, ElementsAre("mutex_lock(&m)"));
}

TEST(BodyFlow, ALockOfOneBranchMayBeHeld) {
  HandlerBody Body = readHandler("if (file) rcu_read_lock();\nreturn " +
                                 std::string(Map) + ";");
  EXPECT_THAT(Body.LocksHeldOverRemap, ElementsAre("rcu_read_lock()"));
}

TEST(BodyFlow, LocksWithoutAnObject) {
  HandlerBody Body = readHandler("int id = dax_read_lock();\n"
                                 "dax_read_unlock(id);\nreturn " +
                                 std::string(Map) + ";");
  EXPECT_EQ(only(Body, EventKind::Lock).Name, "dax_read_lock");
  EXPECT_THAT(Body.LocksHeldOverRemap, IsEmpty());
}

TEST(BodyFlow, UnlockedOnEveryPath) {
  HandlerBody Body =
      readHandler("mutex_lock(&m);\nif (file) { mutex_unlock(&m); return 1; }\n"
                  "mutex_unlock(&m);\nreturn " +
                      std::string(Map) + ";",
                  "static struct mutex m;");
  EXPECT_THAT(Body.LocksHeldOverRemap, IsEmpty());
}

TEST(BodyFlow, AGuardEndsWithItsScope) {
  HandlerBody Body = readHandler("{ guard(mutex)(&m); vma->vm_pgoff = 1; }\n"
                                 "return " +
                                     std::string(Map) + ";",
                                 "static struct mutex m;");
  EXPECT_THAT(only(Body, EventKind::FieldWrite).LocksHeld,
              ElementsAre("guard(mutex)(&m)"));
  EXPECT_THAT(Body.LocksHeldOverRemap, IsEmpty());
}

TEST(BodyFlow, AGuardHoldsUntilTheEnd) {
  HandlerBody Body =
      readHandler("guard(mutex)(&m);\nreturn " + std::string(Map) + ";",
                  "static struct mutex m;");
  EXPECT_THAT(Body.LocksHeldOverRemap, ElementsAre("guard(mutex)(&m)"));
}

TEST(BodyFlow, AScopedGuardIsNoLoop) {
  HandlerBody Body =
      readHandler("scoped_guard(mutex, &m) {\n" + std::string(Map) +
                      ";\n}\nvma->vm_pgoff = 1;\nreturn 0;",
                  "static struct mutex m;");
  Event E = only(Body, EventKind::Map);
  EXPECT_FALSE(E.InLoop);
  EXPECT_EQ(E.LocksHeld.size(), 1u);
  EXPECT_TRUE(mayFollow(Body, EventKind::Map, EventKind::FieldWrite));
  EXPECT_THAT(only(Body, EventKind::FieldWrite).LocksHeld, IsEmpty());
}

TEST(BodyFlow, WhatEverySuccessComesThrough) {
  auto Always = [](const std::string &Code) {
    return only(readHandler(Code), EventKind::FlagSet).OnEverySuccess;
  };
  const std::string Set = "vm_flags_set(vma, VM_IO);";
  EXPECT_TRUE(Always(Set + " return 0;"));
  EXPECT_TRUE(Always("if (file) return -22; " + Set + " return 0;"));
  EXPECT_TRUE(
      Always("if (!file) goto out; " + Set + " return 0; out: return -22;"));
  EXPECT_FALSE(Always("if (file) return 0; " + Set + " return 0;"));
  EXPECT_FALSE(Always("if (file) " + Set + " return 0;"));
  EXPECT_TRUE(
      Always("int r = unknown(1); if (r) return r; " + Set + " return 0;"));
  EXPECT_FALSE(
      Always("int r = unknown(1); if (!r) return r; " + Set + " return 0;"));
  EXPECT_FALSE(Always("int r = unknown(1), s = 0; if (r) return s; " + Set +
                      " return 0;"));
  EXPECT_TRUE(
      Always("if (file) __builtin_unreachable(); " + Set + " return 0;"));
  EXPECT_FALSE(Always("while (unknown(1)) " + Set + " return 0;"));
}

} // namespace
} // namespace premap
