#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

static const FunctionFacts *find(const UnitFacts &Unit,
                                 const std::string &Name) {
  EXPECT_EQ(parseError(Unit), "");
  for (const FunctionFacts &Function : Unit.Functions)
    if (Function.Name == Name)
      return &Function;
  return nullptr;
}

static std::string show(const Mention &Found) {
  return nlohmann::json(Found.Kind).get<std::string>() + " " +
         Found.Where.Path + ":" + std::to_string(Found.Where.Line) +
         (Found.InMacro ? " in macro" : "");
}

static std::vector<std::string> mentions(const FunctionFacts &Function) {
  std::vector<std::string> Result;
  for (const Mention &Found : Function.Mentions)
    Result.push_back(show(Found));
  return Result;
}

static std::string textAt(const std::string &Source, const Span &Where) {
  return Source.substr(Where.Offset, Where.Length);
}

TEST(FactExtractor, AHandlerWithItsParametersAndSignature) {
  std::string Source = R"(#include <kernel.h>

static int my_mmap(struct file *file,
                   struct vm_area_struct *vma)
{
	return 0;
}
static const struct file_operations fops = { .mmap = my_mmap };
)";
  UnitFacts Unit = factsOf(Source);
  const FunctionFacts *Handler = find(Unit, "my_mmap");
  ASSERT_TRUE(Handler);
  EXPECT_EQ(Handler->File, "drivers/a.c");
  EXPECT_EQ(Handler->Line, 3u);
  EXPECT_TRUE(Handler->Static);
  EXPECT_FALSE(Handler->Exported);
  EXPECT_FALSE(Handler->InMacro);
  ASSERT_EQ(Handler->Parameters.size(), 2u);
  EXPECT_EQ(Handler->Parameters[1].Name, "vma");
  EXPECT_EQ(Handler->Parameters[1].Type, "struct vm_area_struct *");
  EXPECT_EQ(textAt(Source, Handler->Parameters[0].Where), "struct file *file");
  ASSERT_EQ(Handler->Mentions.size(), 2u);
  EXPECT_EQ(textAt(Source, Handler->Mentions[0].Signature),
            "static int my_mmap(struct file *file,\n"
            "                   struct vm_area_struct *vma)");
  std::string Definition = textAt(Source, Handler->Definition);
  EXPECT_EQ(Definition.substr(0, 18), "static int my_mmap");
  EXPECT_EQ(Definition.back(), '}');
  EXPECT_TRUE(Handler->Body.Present);
}

TEST(FactExtractor, EveryMentionIsFoundOnce) {
  std::string Source = R"(#include <kernel.h>
#include "a.h"
/**
 * my_mmap() - maps it
 * Not my_mmap_other, not a_my_mmap.
 */
int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}
EXPORT_SYMBOL_GPL(my_mmap);
static const struct file_operations fops = { .mmap = my_mmap };
int twice(struct file *file, struct vm_area_struct *vma)
{
	int (*p)(struct file *, struct vm_area_struct *) = my_mmap;
	const char *s = "my_mmap: failed";
	return my_mmap(file, vma);
}
#ifdef CONFIG_OTHER
int other(void) { return my_mmap(0, 0); }
#endif
#define INDIRECT my_mmap
)";
  std::string Header = "/* my_mmap: see a.c */\n"
                       "int my_mmap(struct file *, struct vm_area_struct *);\n"
                       "static inline int w(struct file *f) "
                       "{ return my_mmap(f, NULL); }\n";
  UnitFacts Unit = factsOf(Source, {{"/tree/drivers/a.h", Header}});
  const FunctionFacts *Handler = find(Unit, "my_mmap");
  ASSERT_TRUE(Handler);
  EXPECT_TRUE(Handler->Exported);
  EXPECT_FALSE(Handler->Static);
  EXPECT_THAT(mentions(*Handler),
              ElementsAre("comment drivers/a.c:4", "definition drivers/a.c:7",
                          "export drivers/a.c:11", "table_entry drivers/a.c:12",
                          "address drivers/a.c:15", "string drivers/a.c:16",
                          "call drivers/a.c:17", "inactive drivers/a.c:20",
                          "directive drivers/a.c:22 in macro",
                          "comment drivers/a.h:1", "declaration drivers/a.h:2",
                          "other drivers/a.h:3 in macro"));
  EXPECT_EQ(textAt(Header, Handler->Mentions[10].Signature),
            "int my_mmap(struct file *, struct vm_area_struct *)");
}

TEST(FactExtractor, ShortNamesAreNotFoundInProse) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
/* map the device; map() does it */
static int map(struct file *file, struct vm_area_struct *vma) { return 0; }
static const struct file_operations fops = { .mmap = map };
)");
  const FunctionFacts *Handler = find(Unit, "map");
  ASSERT_TRUE(Handler);
  EXPECT_THAT(mentions(*Handler),
              ElementsAre("comment drivers/a.c:2", "definition drivers/a.c:3",
                          "table_entry drivers/a.c:4"));
}

TEST(FactExtractor, AMemberOfTheSameNameIsNoMention) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
struct s { int my_map; };
static int my_map(struct file *file, struct vm_area_struct *vma)
{
	struct s x = { .my_map = 1 };
	return x.my_map;
}
static const struct file_operations fops = { .mmap = my_map };
)");
  const FunctionFacts *Handler = find(Unit, "my_map");
  ASSERT_TRUE(Handler);
  EXPECT_THAT(mentions(*Handler),
              Not(Contains("other drivers/a.c:5 in macro")));
  EXPECT_THAT(mentions(*Handler),
              Not(Contains("other drivers/a.c:6 in macro")));
}

TEST(FactExtractor, ATagOfTheSameNameIsNoMention) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
struct my_map { int first; };
static int my_map(struct file *file, struct vm_area_struct *vma)
{
	struct my_map x = { .first = 1 };
	return x.first;
}
static const struct file_operations fops = { .mmap = my_map };
)");
  const FunctionFacts *Handler = find(Unit, "my_map");
  ASSERT_TRUE(Handler);
  for (const Mention &M : Handler->Mentions)
    EXPECT_NE(M.Kind, MentionKind::Other) << M.Where.Line;
}

TEST(FactExtractor, AnArgumentThatItsMacroDropsIsSeen) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
#define note(x) do { } while (0)
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	note(my_mmap);
	return 0;
}
static const struct file_operations fops = { .mmap = my_mmap };
)");
  const FunctionFacts *Handler = find(Unit, "my_mmap");
  ASSERT_TRUE(Handler);
  EXPECT_THAT(mentions(*Handler), Contains("other drivers/a.c:5 in macro"));
}

TEST(FactExtractor, ADefinitionOutOfAMacroIsNotEditable) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
#define MMAP(n) static int n##_mmap(struct file *f, struct vm_area_struct *v) \
  { return 0; }
MMAP(my)
static const struct file_operations fops = { .mmap = my_mmap };
)");
  const FunctionFacts *Handler = find(Unit, "my_mmap");
  ASSERT_TRUE(Handler);
  EXPECT_TRUE(Handler->InMacro);
  EXPECT_FALSE(Handler->Definition);
  EXPECT_EQ(Handler->Line, 4u);
}

TEST(FactExtractor, HelpersAndCalleesAreRead) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static void count(int *users) { ++*users; }
static void unrelated(void) {}
static int helper(struct vm_area_struct *vma) { return 0; }
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	count(file->private_data);
	return helper(vma);
}
static const struct file_operations fops = { .mmap = my_mmap };
)");
  EXPECT_TRUE(find(Unit, "helper"));
  EXPECT_TRUE(find(Unit, "count"));
  EXPECT_FALSE(find(Unit, "unrelated"));
}

TEST(FactExtractor, AHookDefinedElsewhereIsForeign) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
/* Uses generic_file_mmap. */
static const struct file_operations fops = { .mmap = generic_file_mmap };
int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, 0, 0, 0, 0);
}
)");
  ASSERT_EQ(parseError(Unit), "");
  EXPECT_FALSE(find(Unit, "generic_file_mmap"));
  ASSERT_EQ(Unit.ForeignNames.size(), Unit.ForeignMentions.size());
  std::vector<std::string> Shown;
  for (size_t I = 0; I < Unit.ForeignNames.size(); ++I)
    if (Unit.ForeignMentions[I].Where.Path == Unit.File)
      Shown.push_back(Unit.ForeignNames[I] + " " +
                      show(Unit.ForeignMentions[I]));
  EXPECT_THAT(Shown, ElementsAre("generic_file_mmap comment drivers/a.c:2",
                                 "generic_file_mmap table_entry drivers/a.c:3",
                                 "remap_pfn_range call drivers/a.c:6"));
}

TEST(FactExtractor, AnIncludedSourceFileIsPartOfTheUnit) {
  UnitFacts Unit = factsOf(
      "#include <kernel.h>\n#include \"part.c\"\n"
      "static const struct file_operations fops = { .mmap = part_mmap };\n",
      {{"/tree/drivers/part.c",
        "static int part_mmap(struct file *f, struct vm_area_struct *v)\n"
        "{ return -ENODEV; }\n"}});
  const FunctionFacts *Handler = find(Unit, "part_mmap");
  ASSERT_TRUE(Handler);
  EXPECT_EQ(Handler->File, "drivers/part.c");
  EXPECT_TRUE(Handler->Body.Present);
  ASSERT_EQ(Unit.Ops.size(), 1u);
  EXPECT_EQ(Unit.Ops[0].HandlerFile, "drivers/part.c");
}

TEST(FactExtractor, AnInlineHandlerOfAHeaderHasNoFacts) {
  UnitFacts Unit = factsOf(
      "#include <kernel.h>\n#include \"h.h\"\n"
      "static const struct file_operations fops = { .mmap = stub_mmap };\n",
      {{"/tree/drivers/h.h",
        "static inline int stub_mmap(struct file *f, struct vm_area_struct *v)"
        "\n{ return -ENODEV; }\n"}});
  EXPECT_FALSE(find(Unit, "stub_mmap"));
  ASSERT_EQ(Unit.Ops.size(), 1u);
  EXPECT_EQ(Unit.Ops[0].HandlerFile, "drivers/h.h");
}

TEST(FactExtractor, InactiveRegionsNameTheirCondition) {
  UnitFacts Unit = factsOf("#include <kernel.h>\n" // 1
                           "#ifdef CONFIG_A\n"     // 2
                           "int a;\n"              // 3
                           "#else\n"               // 4
                           "int b;\n"              // 5
                           "#endif\n"              // 6
                           "#if 1\n"               // 7
                           "int c;\n"              // 8
                           "#elif defined(X)\n"    // 9
                           "int d;\n"              // 10
                           "#else\n"               // 11
                           "int e;\n"              // 12
                           "#endif\n");            // 13
  ASSERT_EQ(Unit.Inactive.size(), 2u);
  EXPECT_EQ(Unit.Inactive[0].Condition, "#ifdef CONFIG_A");
  EXPECT_EQ(Unit.Inactive[0].FirstLine, 2u);
  EXPECT_EQ(Unit.Inactive[0].LastLine, 3u);
  EXPECT_EQ(Unit.Inactive[1].Condition, "#elif defined(X) of #if 1");
  EXPECT_EQ(Unit.Inactive[1].FirstLine, 9u);
  EXPECT_EQ(Unit.Inactive[1].LastLine, 12u);
}

TEST(FactExtractor, ABrokenFileSaysSoAndKeepsWhatWasRead) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return undeclared_function_pointer->x;
}
static const struct file_operations fops = { .mmap = my_mmap };
)");
  EXPECT_TRUE(Unit.ParseFailed);
  ASSERT_EQ(Unit.Diagnostics.size(), 1u);
  EXPECT_EQ(Unit.Diagnostics[0].rfind("drivers/a.c:4: ", 0), 0u)
      << Unit.Diagnostics[0];
  EXPECT_EQ(Unit.Ops.size(), 1u);
}

TEST(FactExtractor, ABrokenTableIsReadAsText) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}
static const struct file_operations fops = {
	.no_such_field = 1,
	.mmap = my_mmap,
#ifdef CONFIG_NEVER
	.mmap = other_mmap,
#endif
};
)");
  EXPECT_TRUE(Unit.ParseFailed);
  ASSERT_EQ(Unit.Ops.size(), 1u);
  EXPECT_EQ(Unit.Ops[0].Handler, "my_mmap");
  EXPECT_EQ(Unit.Ops[0].HandlerFile, "drivers/a.c");
  EXPECT_EQ(Unit.Ops[0].Where.Line, 8u);
}

TEST(FactExtractor, AMissingFileIsADiagnostic) {
  CompileCommand Command;
  Command.Directory = "/tree";
  Command.File = "/tree/drivers/none.c";
  Command.Arguments = {"-std=gnu11", Command.File};
  UnitFacts Unit = extractFacts(Command, "/tree");
  EXPECT_TRUE(Unit.ParseFailed);
  EXPECT_EQ(Unit.File, "drivers/none.c");
  EXPECT_THAT(Unit.Diagnostics, Not(IsEmpty()));
}

TEST(FactExtractor, FactsSurviveTheirJson) {
  UnitFacts Unit = factsOf(R"(#include <kernel.h>
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, 0, 1, 0);
}
static const struct file_operations fops = { .mmap = my_mmap };
)");
  nlohmann::json Json = Unit;
  EXPECT_EQ(nlohmann::json(Json.get<UnitFacts>()), Json);
}

/// What a body in a header says is not read, whatever its braces look like.
TEST(FactExtractor, BodiesInHeadersEndWhereTheyEnd) {
  std::string Header = R"(
#define BEGIN {
#define LATER BEGIN
static inline int strings(void)
{ const char *s = "}"; char c = '}'; /* } */ return s[0] == c; } // }
static inline int branches(void)
{
#ifdef SOMETHING
	if (1) {
#else
	if (0) {
#endif
	}
	return 0;
}
static inline int opened(void) { if (1) BEGIN return 1; } return 0; }
static inline int within(void) { while (0) LATER ; } return 0; }
static inline int nested(void) { { { return 0; } } }
#define MAKER(name) static inline int name(void) { return 1; }
MAKER(made)
)";
  for (const char *Name :
       {"strings", "branches", "opened", "within", "nested", "made"}) {
    UnitFacts Unit = factsOf("#include <kernel.h>\n#include <bodies.h>\n"
                             "static int my_mmap(struct file *f, struct "
                             "vm_area_struct *vma)\n{ return " +
                                 std::string(Name) +
                                 "(); }\n"
                                 "static const struct file_operations fops = { "
                                 ".mmap = my_mmap };\n",
                             {{"/tree/include/bodies.h", Header}});
    EXPECT_EQ(parseError(Unit), "");
    EXPECT_EQ(Unit.Ops.size(), 1u);
  }
}
