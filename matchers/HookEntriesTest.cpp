#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;

static const std::string Handlers = R"(#include <kernel.h>
static int f(struct file *file, struct vm_area_struct *vma) { return 0; }
static int g(struct file *file, struct vm_area_struct *vma) { return 0; }
)";

/// "type.field variable form handler" for each entry, in order; a value that is
/// no function is shown as written.
static std::vector<std::string> tables(const UnitFacts &Unit) {
  EXPECT_EQ(parseError(Unit), "");
  std::vector<std::string> Result;
  for (const OpsEntry &Entry : Unit.Ops)
    Result.push_back(Entry.Type + "." + Entry.Field + " " + Entry.Variable +
                     " " + nlohmann::json(Entry.Form).get<std::string>() + " " +
                     (Entry.Null              ? "NULL"
                      : Entry.Handler.empty() ? "(" + Entry.ValueText + ")"
                                              : Entry.Handler));
  return Result;
}

static std::string textAt(const std::string &Source, const Span &Where) {
  return Source.substr(Where.Offset, Where.Length);
}

TEST(HookEntries, ADesignatedEntryIsFoundOnceWithItsPlaces) {
  std::string Source = Handlers +
                       "static const struct file_operations fops = {\n"
                       "\t.open\t= NULL,\n"
                       "\t.mmap\t= f,\n"
                       "};\n";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops designated f"));
  const OpsEntry &Entry = Unit.Ops.at(0);
  EXPECT_EQ(Entry.Where.Path, "drivers/a.c");
  EXPECT_EQ(Entry.Where.Line, 6u);
  EXPECT_EQ(textAt(Source, Entry.Where), ".mmap\t= f");
  EXPECT_EQ(textAt(Source, Entry.FieldName), "mmap");
  EXPECT_EQ(textAt(Source, Entry.Value), "f");
  EXPECT_EQ(Entry.HandlerFile, "drivers/a.c");
}

TEST(HookEntries, APositionalEntryHasNoFieldName) {
  std::string Source =
      Handlers + "struct file_operations fops = { NULL, NULL, f };\n";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops positional f"));
  EXPECT_FALSE(Unit.Ops.at(0).FieldName);
  EXPECT_EQ(textAt(Source, Unit.Ops.at(0).Value), "f");
}

TEST(HookEntries, OldStyleDesignatorsCanBeEdited) {
  std::string Source =
      Handlers + "struct file_operations fops = { mmap: f };\n";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops designated f"));
  EXPECT_EQ(textAt(Source, Unit.Ops.at(0).FieldName), "mmap");
}

TEST(HookEntries, NestedTablesAreNamedByTheirPath) {
  UnitFacts Unit = factsOf(Handlers + R"(
struct device { const char *name; struct file_operations fops; };
static struct device one = { .name = "x", .fops = { .mmap = f } };
static struct device two = { .fops.mmap = g };
static struct device list[] = { { .fops.mmap = f }, { "y", { .mmap = g } } };
struct { struct { struct file_operations in; }; } wrapped = { .in.mmap = f };
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap one.fops designated f",
                          "file_operations.mmap two.fops designated g",
                          "file_operations.mmap list[0].fops designated f",
                          "file_operations.mmap list[1].fops designated g",
                          "file_operations.mmap wrapped.in designated f"));
}

TEST(HookEntries, ARangeOfElementsIsOneEntry) {
  UnitFacts Unit =
      factsOf(Handlers +
              "struct file_operations t[4] = { [0 ... 3] = { .mmap = f } };\n");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap t[0] designated f"));
}

TEST(HookEntries, CompoundLiteralsCountOnce) {
  UnitFacts Unit = factsOf(Handlers + R"(
struct cdev { const struct file_operations *ops; };
static struct cdev dev = { .ops = &(const struct file_operations){ .mmap = f } };
static const struct file_operations *p = &(struct file_operations){ .mmap = f };
void set(struct file_operations *ops) {
  *ops = (struct file_operations){ .mmap = g };
}
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap dev.ops designated f",
                          "file_operations.mmap p designated f",
                          "file_operations.mmap  designated g"));
}

TEST(HookEntries, LocalAndStaticLocalTables) {
  UnitFacts Unit = factsOf(Handlers + R"(
void probe(void) {
  static const struct file_operations inner = { .mmap = f };
  struct file_operations automatic = { .mmap = g };
}
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap inner designated f",
                          "file_operations.mmap automatic designated g"));
}

TEST(HookEntries, TypedefsHideNothing) {
  UnitFacts Unit = factsOf(Handlers + R"(
typedef int hook_t(struct file *, struct vm_area_struct *);
typedef const struct file_operations fops_t;
typedef struct { hook_t *mmap; } my_ops;
static fops_t fops = { .mmap = f };
static my_ops ops = { .mmap = g };
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops designated f",
                          "my_ops.mmap ops designated g"));
}

TEST(HookEntries, AMacroOfAHeaderBuildsATable) {
  std::string Source = "#include <kernel.h>\n#include <fops.h>\n"
                       "DEFINE_FOPS(fops);\n";
  UnitFacts Unit = factsOf(
      Source, {{"/tree/include/fops.h",
                "#define FOPS .mmap = generic_file_mmap\n"
                "#define DEFINE_FOPS(n) \\\n"
                "  static const struct file_operations n = { FOPS }\n"}});
  EXPECT_THAT(
      tables(Unit),
      ElementsAre("file_operations.mmap fops macro_body generic_file_mmap"));
  const OpsEntry &Entry = Unit.Ops.at(0);
  EXPECT_EQ(Entry.Where.Path, "drivers/a.c");
  EXPECT_EQ(Entry.Where.Line, 3u);
  EXPECT_FALSE(Entry.FieldName);
  EXPECT_FALSE(Entry.Value);
  EXPECT_EQ(Entry.Spelled.Path, "include/fops.h");
  EXPECT_EQ(Entry.Spelled.Line, 1u);
  EXPECT_EQ(Entry.HandlerFile, "");
}

TEST(HookEntries, AHandlerAsAMacrosArgumentLeavesTheFieldUneditable) {
  std::string Source = Handlers +
                       "#define FOPS(x) { .mmap = x }\n"
                       "static const struct file_operations fops = FOPS(f);\n";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops macro_body f"));
  EXPECT_FALSE(Unit.Ops.at(0).FieldName);
  EXPECT_EQ(textAt(Source, Unit.Ops.at(0).Value), "f");
}

TEST(HookEntries, AnEntryThatIsAMacrosArgumentCanBeEdited) {
  std::string Source = Handlers +
                       "#define TABLE(n, ...) struct file_operations n = { "
                       "__VA_ARGS__ }\nTABLE(fops, .mmap = f);\n";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops designated f"));
  EXPECT_EQ(textAt(Source, Unit.Ops.at(0).FieldName), "mmap");
}

TEST(HookEntries, RunTimeAssignments) {
  std::string Source = Handlers + R"(
struct dev { struct file_operations fops; };
void set(struct file_operations *fops, struct dev *dev, struct dev *old) {
  fops->mmap = f;
  dev->fops.mmap = &g;
  fops->mmap = old->fops.mmap;
  fops->mmap = NULL;
}
)";
  UnitFacts Unit = factsOf(Source);
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap fops runtime_assignment f",
                          "file_operations.mmap dev->fops runtime_assignment g",
                          "file_operations.mmap fops runtime_assignment "
                          "(old->fops.mmap)",
                          "file_operations.mmap fops runtime_assignment NULL"));
  EXPECT_EQ(textAt(Source, Unit.Ops.at(1).Value), "g");
  EXPECT_EQ(textAt(Source, Unit.Ops.at(0).Where), "fops->mmap = f");
}

TEST(HookEntries, ValuesInDisguise) {
  UnitFacts Unit = factsOf(Handlers + R"(
typedef int (*hook)(struct file *, struct vm_area_struct *);
extern hook variable;
int odd(void);
struct file_operations a = { .mmap = (hook)f };
struct file_operations b = { .mmap = &f };
struct file_operations c = { .mmap = IS_ENABLED(X) ? f : NULL };
struct file_operations d = { .mmap = PTR_IF(IS_ENABLED(X), f) };
struct file_operations e = { .mmap = (hook)(void *)odd };
struct file_operations h = { .mmap = NULL };
struct file_operations i = { .mmap = 0 };
void set(void) {
  struct file_operations j = { .mmap = variable };
  struct file_operations k = { .mmap = __builtin_choose_expr(1, f, g) };
}
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap a designated f",
                          "file_operations.mmap b designated f",
                          "file_operations.mmap c designated f",
                          "file_operations.mmap d designated f",
                          "file_operations.mmap e designated odd",
                          "file_operations.mmap h designated NULL",
                          "file_operations.mmap i designated NULL",
                          "file_operations.mmap j designated (variable)",
                          "file_operations.mmap k designated f"));
}

TEST(HookEntries, AnOverriddenDesignatorIsReportedToo) {
  UnitFacts Unit = factsOf(
      Handlers + "struct file_operations a = { .mmap = f, .mmap = g };\n");
  ASSERT_EQ(parseError(Unit), "");
  ASSERT_EQ(Unit.Ops.size(), 2u);
  EXPECT_EQ(Unit.Ops[0].Handler, "f");
  EXPECT_EQ(Unit.Ops[1].Handler, "g");
}

TEST(HookEntries, CopiesOfTablesAreNoted) {
  UnitFacts Unit = factsOf(Handlers + R"(
static const struct file_operations base = { .mmap = f };
void set(struct file_operations *fops) {
  struct file_operations mine = base;
  *fops = base;
  void *p = kmemdup(&base, sizeof(base));
}
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap base designated f",
                          "file_operations. mine copy (base)",
                          "file_operations. *fops copy (base)",
                          "file_operations.  copy (kmemdup(&base, "
                          "sizeof(base)))"));
}

TEST(HookEntries, InnerTablesAreHooksByTheirType) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
struct my_ops {
  int (*map_it)(void *dev, struct vm_area_struct *vma);
  void (*unmap)(struct vm_area_struct *vma);
  int (*peek)(const struct vm_area_struct *vma);
};
static int h(void *dev, struct vm_area_struct *vma) { return 0; }
static void u(struct vm_area_struct *vma) {}
static int p(const struct vm_area_struct *vma) { return 0; }
static struct my_ops ops = { .map_it = h, .unmap = u, .peek = p };
)");
  EXPECT_THAT(tables(Unit), ElementsAre("my_ops.map_it ops designated h"));
}

TEST(HookEntries, HooksOfAMappingAreNoMmapHooks) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static void o(struct vm_area_struct *vma) {}
static int l(struct vm_area_struct *vma) { return 0; }
static const struct vm_operations_struct v = { .open = o,
                                               .mmap_lookalike = l };
struct regs { void *mmap; };
static struct regs r = { .mmap = NULL };
)");
  EXPECT_THAT(tables(Unit), ElementsAre());
  ASSERT_EQ(Unit.FieldUses.size(), 3u);
  for (const FieldUse &Use : Unit.FieldUses)
    EXPECT_EQ(Use.Kind, FieldUseKind::NotAHook) << Use.Field;
}

TEST(HookEntries, PrepareHooksAreFound) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static int p(struct vm_area_desc *desc) { return 0; }
static const struct file_operations fops = { .mmap_prepare = p };
)");
  EXPECT_THAT(tables(Unit),
              ElementsAre("file_operations.mmap_prepare fops designated p"));
}

TEST(HookEntries, UsesOfAHookAreToldApart) {
  UnitFacts Unit = factsOf(Handlers + R"(
int use(struct file *file, struct vm_area_struct *vma) {
  if (!file->f_op->mmap)
    return -ENODEV;
  (*file->f_op->mmap)(file, vma);
  return file->f_op->mmap(file, vma);
}
)");
  ASSERT_EQ(parseError(Unit), "");
  ASSERT_EQ(Unit.FieldUses.size(), 3u);
  EXPECT_EQ(Unit.FieldUses[0].Kind, FieldUseKind::Read);
  EXPECT_EQ(Unit.FieldUses[1].Kind, FieldUseKind::Call);
  EXPECT_EQ(Unit.FieldUses[2].Kind, FieldUseKind::Call);
  EXPECT_EQ(Unit.FieldUses[2].Type, "file_operations");
  EXPECT_EQ(Unit.FieldUses[2].Where.Line, 9u);
}

TEST(HookEntries, ATableOfAHeaderOfTheTreeIsRead) {
  UnitFacts Unit = factsOf(
      "#include <kernel.h>\n#include \"t.h\"\n",
      {{"/tree/drivers/t.h", "static const struct file_operations fops = "
                             "{ .mmap = generic_file_mmap };\n"}});
  ASSERT_EQ(parseError(Unit), "");
  ASSERT_EQ(Unit.Ops.size(), 1u);
  EXPECT_EQ(Unit.Ops[0].Where.Path, "drivers/t.h");
}

TEST(HookEntries, CrLfOffsetsAreBytes) {
  std::string Source = "#include <kernel.h>\r\n"
                       "static int f(struct file *file,\r\n"
                       "\tstruct vm_area_struct *vma) { return 0; }\r\n"
                       "struct file_operations fops = {\r\n"
                       "\t.mmap = f,\r\n};";
  UnitFacts Unit = factsOf(Source);
  ASSERT_EQ(parseError(Unit), "");
  ASSERT_EQ(Unit.Ops.size(), 1u);
  EXPECT_EQ(textAt(Source, Unit.Ops[0].FieldName), "mmap");
  EXPECT_EQ(Unit.Ops[0].Where.Line, 5u);
  ASSERT_EQ(Unit.Functions.size(), 1u);
  EXPECT_EQ(textAt(Source, Unit.Functions[0].Parameters.at(1).Where),
            "struct vm_area_struct *vma");
}
