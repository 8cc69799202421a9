// Locks, references, stores, calls, returns and locals of a body.
#include "matchers/BodyTesting.h"

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

TEST(BodyEffects, AcquireAndRelease) {
  HandlerBody Body = readHandler("void *p = kmalloc(10);\n"
                                 "kref_get(&ref);\n"
                                 "vma->vm_private_data = get_file(file);\n"
                                 "kfree(p);\n"
                                 "return 0;",
                                 "static struct kref ref;");
  EXPECT_THAT(Body.Acquires, ElementsAre("kmalloc", "kref_get", "get_file"));
  auto Acquires = eventsOf(Body, EventKind::Acquire);
  ASSERT_EQ(Acquires.size(), 3u);
  EXPECT_EQ(Acquires[0].Text, "kmalloc(10)");
  EXPECT_FALSE(Acquires[0].InMacro);
  EXPECT_EQ(Acquires[1].Text, "kref_get(&ref)");
  EXPECT_EQ(only(Body, EventKind::Release).Name, "kfree");
  EXPECT_THAT(eventsOf(Body, EventKind::SideEffect), IsEmpty());
}

TEST(BodyEffects, AddingLessThanNothingGivesBack) {
  HandlerBody Body = readHandler("atomic_add_unless(&users, -1, 1);\n"
                                 "atomic_add(-count, &users);\n"
                                 "atomic_add_unless(&users, 1, -1);\n"
                                 "atomic_add(-2, &users);\n"
                                 "return 0;",
                                 "static struct atomic { int v; } users;\n"
                                 "extern int count;\n"
                                 "void atomic_add(int i, struct atomic *v);\n"
                                 "int atomic_add_unless(struct atomic *v, "
                                 "int a, int u);");
  auto Taken = eventsOf(Body, EventKind::Acquire);
  ASSERT_EQ(Taken.size(), 2u);
  EXPECT_EQ(Taken[0].Text, "atomic_add(-count, &users)");
  EXPECT_EQ(Taken[1].Text, "atomic_add_unless(&users, 1, -1)");
  auto Given = eventsOf(Body, EventKind::Release);
  ASSERT_EQ(Given.size(), 2u);
  EXPECT_EQ(Given[0].Text, "atomic_add_unless(&users, -1, 1)");
  EXPECT_EQ(Given[1].Text, "atomic_add(-2, &users)");
}

TEST(BodyEffects, LocksByTheirWrittenName) {
  HandlerBody Body = readHandler("mutex_lock(&m);\nmutex_unlock(&m);\n"
                                 "guard(mutex)(&m);\nreturn 0;",
                                 "static struct mutex m;");
  auto Locks = eventsOf(Body, EventKind::Lock);
  ASSERT_EQ(Locks.size(), 2u);
  EXPECT_EQ(Locks[0].Name, "mutex_lock");
  EXPECT_EQ(Locks[0].Text, "mutex_lock(&m)");
  EXPECT_EQ(Locks[1].Name, "guard(mutex)");
  EXPECT_EQ(Locks[1].Text, "guard(mutex)(&m)");
  EXPECT_EQ(only(Body, EventKind::Unlock).Name, "mutex_unlock");
}

TEST(BodyEffects, MacrosThatAreWholeStatements) {
  HandlerBody Body = readHandler("int flags;\n"
                                 "void *p;\n"
                                 "spin_lock_irqsave(&s, flags);\n"
                                 "spin_unlock_irqrestore(&s, flags);\n"
                                 "p = kmalloc(1);\n"
                                 "if (!p)\n\treturn -EINVAL;\n"
                                 "return 0;",
                                 "static struct spinlock s;");
  Event Lock = only(Body, EventKind::Lock);
  EXPECT_EQ(Lock.Name, "spin_lock_irqsave");
  EXPECT_EQ(Lock.Result, ResultUse::Ignored);
  EXPECT_EQ(Lock.Statement.Length,
            std::string("spin_lock_irqsave(&s, flags);").size());
  EXPECT_EQ(only(Body, EventKind::Unlock).Name, "spin_unlock_irqrestore");
  Event Memory = only(Body, EventKind::Acquire);
  EXPECT_EQ(Memory.ResultVariable, "p");
  EXPECT_EQ(Memory.Statement.Length, std::string("p = kmalloc(1);").size());
}

TEST(BodyEffects, MessagesByTheirAttribute) {
  HandlerBody Body = readHandler("DBG(\"%d\", 1); return 0;",
                                 "#define DBG(...) message(1, __VA_ARGS__)");
  EXPECT_THAT(eventsOf(Body, EventKind::SideEffect), IsEmpty());
}

TEST(BodyEffects, UnknownMacrosHaveTheirOwnName) {
  HandlerBody Body =
      readHandler("TWICE(3); return 0;", "#define TWICE(n) unknown((n) + (n))");
  Event E = only(Body, EventKind::SideEffect);
  EXPECT_EQ(E.Name, "TWICE");
  EXPECT_EQ(E.Text, "TWICE(3)");
  EXPECT_EQ(E.Result, ResultUse::Ignored);
}

TEST(BodyEffects, StoresThatOthersSee) {
  HandlerBody Body = readHandler("int local = 1, array[2];\n"
                                 "struct kref mine;\n"
                                 "struct kref *p = &mine;\n"
                                 "static int kept;\n"
                                 "local = 2; array[1] = 3; mine.count++;\n"
                                 "p->count = 4;\n"
                                 "counter++;\n"
                                 "kept += 1;\n"
                                 "*where = 5;\n"
                                 "return local;",
                                 "static int counter, *where;");
  std::vector<std::string> Names;
  for (const Event &E : eventsOf(Body, EventKind::SideEffect))
    Names.push_back(E.Name + E.Operator);
  EXPECT_THAT(Names,
              ElementsAre("p->count=", "counter++", "kept+=", "*where="));
}

TEST(BodyEffects, UnknownCallsMayDoAnything) {
  HandlerBody Body = readHandler("return unknown(unknown(1));");
  auto Calls = eventsOf(Body, EventKind::SideEffect);
  ASSERT_EQ(Calls.size(), 2u);
  EXPECT_EQ(Calls[0].Text, "unknown(unknown(1))");
  EXPECT_EQ(Calls[0].Result, ResultUse::Returned);
}

TEST(BodyEffects, HelpersThatOnlyComputeDoNothing) {
  HandlerBody Body = readHandler(
      "return pure(1) + impure(2) + calls(3) + again(4);",
      "static int state;\n"
      "static int pure(int n) { int m = n; while (m < 9) m++; return m; }\n"
      "static int impure(int n) { state = n; return n; }\n"
      "static int calls(int n) { return impure(n); }\n"
      "static int again(int n) { pr_err(\"x\"); return pure(n); }");
  std::vector<std::string> Names;
  for (const Event &E : eventsOf(Body, EventKind::SideEffect))
    Names.push_back(E.Name);
  EXPECT_THAT(Names, ElementsAre("impure", "calls"));
}

TEST(BodyEffects, MessagesDoNothingButTheirArgumentsMay) {
  HandlerBody Body =
      readHandler("pr_err(\"%d\", unknown(1)); WARN_ON(counter++); return 0;",
                  "static int counter;");
  auto Effects = eventsOf(Body, EventKind::SideEffect);
  ASSERT_EQ(Effects.size(), 2u);
  EXPECT_EQ(Effects[0].Name, "unknown");
  EXPECT_EQ(Effects[1].Name, "counter");
}

TEST(BodyEffects, UnevaluatedCallsDoNotHappen) {
  HandlerBody Body = readHandler(
      "return sizeof(unknown(1)) + _Generic(1, int: 2, long: unknown(3));");
  EXPECT_THAT(eventsOf(Body, EventKind::SideEffect), IsEmpty());
}

TEST(BodyEffects, FunctionsWithoutAVma) {
  HandlerBody Body = readBody("int f(int n) { return unknown(n); }");
  EXPECT_EQ(Body.VmaParameter, "");
  EXPECT_THAT(kindsOf(Body), ElementsAre("Return", "SideEffect:unknown"));
}

TEST(BodyEffects, Returns) {
  HandlerBody Body = readHandler("if (file)\n\treturn -EINVAL;\nBAIL(3);\n"
                                 "return 0;",
                                 "#define BAIL(n) return n");
  auto Returns = eventsOf(Body, EventKind::Return);
  ASSERT_EQ(Returns.size(), 3u);
  EXPECT_EQ(Returns[0].Value.Text, "-EINVAL");
  EXPECT_TRUE(Returns[0].NeedsBraces);
  EXPECT_TRUE(Returns[1].InMacro);
  EXPECT_EQ(Returns[2].Statement.Length, std::string("return 0;").size());
}

TEST(BodyLocals, UsesOfVariables) {
  HandlerBody Body = readHandler("unsigned long size = vma->vm_end;\n"
                                 "int a, *b = &a;\n"
                                 "void *p = kmalloc(1);\n"
                                 "a = 1;\n"
                                 "a += *b;\n"
                                 "return size + min(a, 3) + (p != NULL);");
  ASSERT_EQ(Body.Locals.size(), 4u);
  const LocalVariable &Size = Body.Locals[0];
  EXPECT_EQ(Size.Name, "size");
  EXPECT_EQ(Size.Type, "unsigned long");
  EXPECT_EQ(Size.Initializer.Text, "vma->vm_end");
  EXPECT_TRUE(Size.Alone);
  EXPECT_FALSE(Size.InitializerHasEffect);
  EXPECT_EQ(Size.Declaration.Length,
            std::string("unsigned long size = vma->vm_end;").size());
  EXPECT_EQ(Size.Reads.size(), 1u);
  EXPECT_THAT(Size.Writes, IsEmpty());
  const LocalVariable &A = Body.Locals[1];
  EXPECT_FALSE(A.Alone);
  EXPECT_TRUE(A.AddressTaken);
  EXPECT_EQ(A.Writes.size(), 2u);
  EXPECT_EQ(A.Reads.size(), 3u); // &a, a +=, min(a, 3): once
  EXPECT_FALSE(A.InMacro);
  EXPECT_EQ(Body.Locals[2].Declarator.Length, std::string("b = &a").size());
  EXPECT_TRUE(Body.Locals[3].InitializerHasEffect);
}

} // namespace
} // namespace premap
