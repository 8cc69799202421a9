// What a patch changes outside of the text that a hook leads to directly: other
// files, headers, branches that nobody compiles here, other hooks.
#include "verify/ChangedHook.h"

using namespace premap::verify;
using testing::Contains;
using testing::HasSubstr;

namespace {

const char *Start = R"(
#include "kernel.h"
struct state { unsigned long base, size; struct kref ref; struct device *dev;
               struct mutex lock; };
)";

std::string hookOf(const std::string &Name, const std::string &Body) {
  return "static int " + Name +
         "(struct file *file, struct vm_area_struct *vma)\n{\n"
         "struct state *st = file->private_data;\n" +
         Body + "\nreturn 0;\n}\n";
}

std::string prepareOf(const std::string &Name, const std::string &Body) {
  return "static int " + Name +
         "(struct vm_area_desc *desc)\n{\n"
         "struct state *st = desc->file->private_data;\n" +
         Body + "\nreturn 0;\n}\n";
}

const char *OldTable =
    "const struct file_operations my_fops = { .mmap = my_mmap };\n";
const char *NewTable = "const struct file_operations my_fops = {"
                       " .mmap_prepare = my_prepare };\n";

/// The hooks ask my.h, which is \p OldHeader or \p NewHeader, for a limit.
VerifyResult verifyHeaders(const std::string &OldHeader,
                           const std::string &NewHeader) {
  std::string Head = std::string(Start) + "#include \"my.h\"\n";
  VerifyInput Input = inputFor(
      Head + hookOf("my_mmap", "if (st->size > my_limit()) return -EINVAL;") +
          OldTable,
      Head +
          prepareOf("my_prepare",
                    "if (st->size > my_limit()) return -EINVAL;") +
          NewTable);
  Input.OldFiles["/k/include/my.h"] = OldHeader;
  Input.NewFiles["/k/include/my.h"] = NewHeader;
  std::vector<VerifyResult> R = verifyUnit(Input);
  EXPECT_EQ(R.size(), 1u);
  return R.at(0);
}

TEST(AroundTheFile, AHeaderChangesBehindAMacro) {
  auto header = [](const char *Limit) {
    return "#define FIRST(x) (x)\n#define MY_LIMIT FIRST(" +
           std::string(Limit) +
           ")\nstatic inline unsigned long my_limit(void) {"
           " unsigned long n = MY_LIMIT; return n; }\n";
  };
  EXPECT_EQ(verifyHeaders(header("4"), header("5")).Result, Verdict::Different);
  EXPECT_LE(
      verifyHeaders(header("4"), header("4") + "#define OTHER 1\n").Result,
      Verdict::EquivalentWithDifferences);
}

TEST(AroundTheFile, AHeaderChangesTwoCallsAway) {
  auto header = [](const char *Limit) {
    return "static inline unsigned long innermost(void) { return " +
           std::string(Limit) +
           "; }\nstatic inline unsigned long inner(void) {"
           " unsigned long n = innermost(); return n; }\n"
           "static inline unsigned long my_limit(void) {"
           " unsigned long n = inner(); return n; }\n";
  };
  EXPECT_EQ(verifyHeaders(header("4"), header("5")).Result, Verdict::Different);
}

TEST(AroundTheFile, AnEnumeratorMoves) {
  auto header = [](const char *Names) {
    return "enum { " + std::string(Names) +
           " };\nstatic inline unsigned long my_limit(void) {"
           " unsigned long n = LIMIT; return n; }\n";
  };
  EXPECT_EQ(verifyHeaders(header("A, LIMIT"), header("A, B, LIMIT")).Result,
            Verdict::Different);
}

TEST(AroundTheFile, ABranchStillUsesTheOldHook) {
  std::string Branch = "#ifdef CONFIG_OTHER\n"
                       "const struct file_operations other_fops = {\n"
                       "	.mmap = my_mmap,\n};\n#endif\n";
  auto verify = [](const std::string &Old, const std::string &New) {
    std::vector<VerifyResult> R =
        verifyUnit(inputFor(Start + Old, Start + New));
    EXPECT_EQ(R.size(), 1u);
    return R.at(0);
  };
  std::string Old = hookOf("my_mmap", "") + OldTable;
  std::string New = prepareOf("my_prepare", "") + NewTable;
  VerifyResult R = verify(Old + Branch, New + Branch);
  EXPECT_EQ(R.Result, Verdict::Inconclusive);
  EXPECT_THAT(ids(R), Contains("inactive_use")) << toJson(R).dump(1);
  EXPECT_THAT(toJson(R).dump(), HasSubstr("my_mmap in line "));
  // The name stays, the member does not.
  std::string Same = prepareOf("my_mmap", "") +
                     "const struct file_operations my_fops = {"
                     " .mmap_prepare = my_mmap };\n";
  EXPECT_THAT(ids(verify(Old + Branch, Same + Branch)),
              Contains("inactive_use"));
  // Converted there too; a comment; what no configuration compiles.
  std::string Done = "#ifdef CONFIG_OTHER\n"
                     "const struct file_operations other_fops = {\n"
                     "	.mmap_prepare = my_prepare,\n};\n#endif\n";
  EXPECT_LE(verify(Old + Branch, New + Done).Result,
            Verdict::EquivalentWithDifferences);
  EXPECT_LE(verify(Old, New + "#ifdef CONFIG_OTHER\n/* my_mmap */\n#endif\n"
                              "#if 0\nint x = my_mmap;\n#endif\n")
                .Result,
            Verdict::EquivalentWithDifferences);
}

/// What another configuration would not compile any more.
TEST(AroundTheFile, ABranchStillUsesWhatTheHookHad) {
  auto verify = [](const std::string &Old, const std::string &New) {
    return verifyUnit(inputFor(Start + Old, Start + New)).at(0);
  };
  std::string Old = hookOf("my_mmap", "") + OldTable;
  std::string New = prepareOf("my_prepare", "") + NewTable;
  // By way of a macro.
  std::string Macro = "#define HOOK my_mmap\n", Twice = "#define FIRST HOOK\n";
  std::string Branch = "#ifdef CONFIG_OTHER\n"
                       "int (*hook)() = FIRST;\n#endif\n";
  VerifyResult R =
      verify(Macro + Twice + Old + Branch, Macro + Twice + New + Branch);
  EXPECT_THAT(ids(R), Contains("inactive_use")) << toJson(R).dump(1);
  EXPECT_LE(verify(Macro + Old, Macro + New).Result,
            Verdict::EquivalentWithDifferences);
  // The name stays, and is another function now.
  std::string Same = prepareOf("my_mmap", "") +
                     "const struct file_operations my_fops = {"
                     " .mmap_prepare = my_mmap };\n";
  std::string Pointer = "#ifdef CONFIG_OTHER\n"
                        "int (*hook)(struct file *, struct vm_area_struct *) ="
                        " my_mmap;\n#endif\n";
  EXPECT_THAT(ids(verify(Old + Pointer, Same + Pointer)),
              Contains("inactive_use"));
  std::string Converted = "#ifdef CONFIG_OTHER\n"
                          "const struct file_operations other_fops = {\n"
                          "	.mmap_prepare = my_mmap,\n};\n#endif\n";
  std::string Table = "#ifdef CONFIG_OTHER\n"
                      "const struct file_operations other_fops = {\n"
                      "	.mmap = my_mmap,\n};\n#endif\n";
  EXPECT_LE(verify(Old + Table, Same + Converted).Result,
            Verdict::EquivalentWithDifferences);
  // A helper has another type in both branches.
  auto helper = [](const char *Type, const char *Name) {
    auto body = [&](const char *Result) {
      return "static int fits(struct " + std::string(Type) + " *" + Name +
             ") { return " + Result + "; }\n";
    };
    return "#ifdef CONFIG_OTHER\n" + body("0") + "#else\n" + body("1") +
           "#endif\n";
  };
  R = verify(helper("vm_area_struct", "vma") +
                 hookOf("my_mmap", "if (!fits(vma)) return -EINVAL;") +
                 OldTable,
             helper("vm_area_desc", "desc") +
                 prepareOf("my_prepare", "if (!fits(desc)) return -EINVAL;") +
                 NewTable);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  // A parameter that the new hook does not have.
  std::string Inside = "#ifdef CONFIG_OTHER\n"
                       "if (vma->vm_pgoff) return -EINVAL;\n#endif\n";
  R = verify(hookOf("my_mmap", Inside) + OldTable,
             prepareOf("my_prepare", Inside) + NewTable);
  EXPECT_THAT(ids(R), Contains("inactive_use")) << toJson(R).dump(1);
  EXPECT_THAT(toJson(R).dump(), HasSubstr("vma in line "));
  std::string Renamed = "#ifdef CONFIG_OTHER\n"
                        "if (desc->pgoff || st->dev->vma) return -EINVAL;\n"
                        "#endif\n";
  R = verify(hookOf("my_mmap", Inside) + OldTable,
             prepareOf("my_prepare", Renamed) + NewTable);
  EXPECT_THAT(ids(R), testing::Not(Contains("inactive_use")))
      << toJson(R).dump(1);
  // It asks for more than it did.
  EXPECT_THAT(ids(R), Contains("inactive_changed"));
  std::string Translated = "#ifdef CONFIG_OTHER\n"
                           "if (desc->pgoff) return -EINVAL;\n#endif\n";
  R = verify(hookOf("my_mmap", Inside) + OldTable,
             prepareOf("my_prepare", Translated) + NewTable);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(AroundTheFile, ATableHoldsAnotherKindOfFunction) {
  auto verify = [](const std::string &Member) {
    return verifyUnit(inputFor(Start + hookOf("my_mmap", "") + OldTable,
                               Start + prepareOf("my_prepare", "") +
                                   "const struct file_operations my_fops = { " +
                                   Member + " };\n"))
        .at(0);
  };
  VerifyResult R = verify(".mmap = (void *)my_prepare");
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("another_type"));
  // The cast changes nothing.
  EXPECT_LE(verify(".mmap_prepare = (void *)my_prepare").Result,
            Verdict::EquivalentWithDifferences);
}

/// get_state() and put_state() of another file.
VerifyResult verifyHelper(const std::string &Body) {
  std::string Head = std::string(Start) + "int use_state(struct state *);\n";
  std::string Ops = "static const struct vm_operations_struct my_ops = { };\n";
  VerifyInput Input = inputFor(
      Head + Ops + hookOf("my_mmap", "use_state(st); vma->vm_ops = &my_ops;") +
          OldTable,
      Head + Ops +
          prepareOf("my_prepare", "use_state(st); desc->vm_ops = &my_ops;") +
          NewTable);
  Input.Definers = [&](const std::set<std::string> &Functions) {
    std::vector<Unit> Units;
    if (Functions.count("use_state")) {
      Units.push_back(Input.Main);
      Units.back().File = Units.back().Arguments.back() = "/k/helper.c";
    }
    return Units;
  };
  for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
    (*Files)["/k/helper.c"] =
        Start + ("int use_state(struct state *st) {" + Body + "}\n");
  std::vector<VerifyResult> R = verifyUnit(Input);
  EXPECT_EQ(R.size(), 1u);
  return R.at(0);
}

TEST(AroundTheFile, AFunctionOfAnotherFileTakesSomething) {
  VerifyResult R = verifyHelper("kref_get(&st->ref); return 0;");
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("acquire_in_hook"));
  // It only asks, as its body says.
  R = verifyHelper("return st->size > 4;");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences);
  EXPECT_THAT(ids(R), testing::Not(Contains("call_before_mapping")))
      << toJson(R).dump(1);
  // A file that does not compile says nothing.
  R = verifyHelper("return nonsense;");
  EXPECT_EQ(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("call_before_mapping"));
}

TEST(AroundTheFile, TwoHooksAreAssignedToOnePlace) {
  auto text = [](const char *A, const char *B, bool New) {
    std::string Field = New ? "mmap_prepare" : "mmap";
    auto hook = [&](const std::string &Name, const char *Error) {
      std::string Body = "(void)st; return -" + std::string(Error) + ";";
      return New ? prepareOf(Name, Body) : hookOf(Name, Body);
    };
    return Start + hook("big_mmap", A) + hook("small_mmap", B) +
           "void set(struct file_operations *f, int n) {\n"
           "if (n) f->" +
           Field + " = big_mmap; else f->" + Field + " = small_mmap; }\n";
  };
  auto verdicts = [&](const char *A, const char *B) {
    std::vector<Verdict> V;
    for (const VerifyResult &R :
         verifyUnit(inputFor(text("EBUSY", "EPERM", false), text(A, B, true))))
      V.push_back(R.Result);
    return V;
  };
  using testing::ElementsAre;
  EXPECT_THAT(verdicts("EBUSY", "EPERM"),
              ElementsAre(Verdict::Equivalent, Verdict::Equivalent));
  EXPECT_THAT(verdicts("ENXIO", "EPERM"),
              ElementsAre(Verdict::Different, Verdict::Equivalent));
  EXPECT_THAT(verdicts("EBUSY", "ENXIO"),
              ElementsAre(Verdict::Equivalent, Verdict::Different));
}

/// Which hook it is depends on something else now.
TEST(AroundTheFile, AHookIsAssignedOnAnotherCondition) {
  auto text = [](const char *Condition, bool New) {
    std::string Field = New ? "mmap_prepare" : "mmap";
    auto hook = [&](const std::string &Name) {
      return New ? prepareOf(Name, "") : hookOf(Name, "");
    };
    return Start + hook("big_mmap") + hook("small_mmap") +
           "void set(struct file_operations *f, int n) {\nif (" + Condition +
           ") f->" + Field + " = big_mmap; else f->" + Field +
           " = small_mmap; }\n";
  };
  auto worst = [&](const char *Condition) {
    Verdict Worst = Verdict::Equivalent;
    for (const VerifyResult &R :
         verifyUnit(inputFor(text("n > 1", false), text(Condition, true))))
      Worst = std::max(Worst, R.Result);
    return Worst;
  };
  EXPECT_LE(worst("n > 1"), Verdict::EquivalentWithDifferences);
  EXPECT_EQ(worst("n <= 1"), Verdict::Inconclusive);
}

/// Each hook's own tables are compared with it; no other verdict waits for it.
TEST(AroundTheFile, TwoHooksGetTablesWithMapped) {
  auto text = [](bool New) {
    std::string Text = Start;
    for (std::string N : {"a", "b"}) {
      Text += "static void " + N +
              "_close(struct vm_area_struct *vma) {"
              " struct state *st = vma->vm_file->private_data; if (st)"
              " kref_put(&st->ref, 0); }\n";
      if (New)
        Text += "static int " + N +
                "_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,"
                " const struct file *file, void **data) {"
                " struct state *st = file->private_data; kref_get(&st->ref);"
                " return 0; }\n";
      Text += "static const struct vm_operations_struct " + N +
              "_ops = { .close = " + N + "_close" +
              (New ? ", .mapped = " + N + "_mapped" : "") + " };\n";
      Text += New ? prepareOf(N + "_prepare",
                              "(void)st; desc->vm_ops = &" + N + "_ops;")
                  : hookOf(N + "_mmap", "kref_get(&st->ref);"
                                        " vma->vm_ops = &" +
                                            N + "_ops;");
      Text +=
          "const struct file_operations " + N + "_fops = { ." +
          (New ? "mmap_prepare = " + N + "_prepare" : "mmap = " + N + "_mmap") +
          " };\n";
    }
    return Text;
  };
  std::vector<VerifyResult> Results =
      verifyUnit(inputFor(text(false), text(true)));
  ASSERT_EQ(Results.size(), 2u);
  for (const VerifyResult &R : Results)
    EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences)
        << toJson(R).dump(1);
}

std::vector<Verdict> verdictsOf(const std::string &Old,
                                const std::string &New) {
  std::vector<Verdict> V;
  for (const VerifyResult &R : verifyUnit(inputFor(Start + Old, Start + New)))
    V.push_back(R.Result);
  return V;
}

/// \p Form has HOOK, BIG and SMALL for the member and two functions.
std::vector<Verdict> verdictsOfTable(const std::string &Form, const char *Big,
                                     const char *Small,
                                     const std::string &NewForm = "") {
  auto text = [&](bool New) {
    auto hook = [&](const std::string &Name, const char *Error) {
      std::string Body = "(void)st; return -" + std::string(Error) + ";";
      return New ? prepareOf(Name, Body) : hookOf(Name, Body);
    };
    std::string Table = New && !NewForm.empty() ? NewForm : Form;
    for (auto [Word, Is] : {std::pair<std::string, std::string>(
                                "HOOK", New ? "mmap_prepare" : "mmap"),
                            {"BIG", "big_mmap"},
                            {"SMALL", "small_mmap"}})
      for (std::size_t At; (At = Table.find(Word)) != std::string::npos;)
        Table.replace(At, Word.size(), Is);
    return "int its_open(struct inode *, struct file *);\n" +
           hook("big_mmap", New ? Big : "EBUSY") +
           hook("small_mmap", New ? Small : "EPERM") + Table;
  };
  return verdictsOf(text(false), text(true));
}

TEST(AroundTheFile, AConditionChoosesTheHook) {
  using testing::ElementsAre;
  const char *Set = "void set(struct file_operations *f, int n)"
                    " { f->HOOK = n > 4 ? BIG : SMALL; }\n";
  EXPECT_THAT(verdictsOfTable(Set, "EBUSY", "EPERM"),
              ElementsAre(Verdict::Equivalent, Verdict::Equivalent));
  EXPECT_THAT(verdictsOfTable(Set, "EBUSY", "EINVAL"),
              ElementsAre(Verdict::Equivalent, Verdict::Different));
  // The other way around.
  EXPECT_THAT(verdictsOfTable(Set, "EBUSY", "EPERM",
                              "void set(struct file_operations *f, int n)"
                              " { f->HOOK = n > 4 ? SMALL : BIG; }\n"),
              ElementsAre(Verdict::Different, Verdict::Different));
  // On another condition nobody knows which belongs to which.
  EXPECT_THAT(verdictsOfTable(Set, "EBUSY", "EPERM",
                              "void set(struct file_operations *f, int n)"
                              " { f->HOOK = n > 5 ? BIG : SMALL; }\n"),
              testing::Each(Verdict::Inconclusive));
  // One or none, and where the compiler knows which.
  EXPECT_THAT(verdictsOfTable("void set(struct file_operations *f, int n)"
                              " { f->HOOK = n ? BIG : NULL; }\n",
                              "ENXIO", "EPERM"),
              ElementsAre(Verdict::Different));
  EXPECT_THAT(verdictsOfTable("const struct file_operations f ="
                              " { .HOOK = 1 ? BIG : SMALL };\n",
                              "EBUSY", "EINVAL"),
              ElementsAre(Verdict::Equivalent));
}

TEST(AroundTheFile, ATableIsMadeWhereItIsAssigned) {
  using testing::ElementsAre;
  for (const char *Form :
       {"void set(struct file_operations *f)"
        " { *f = (struct file_operations){ .HOOK = BIG }; }\n",
        "void set(struct file *f)"
        " { f->f_op = &(struct file_operations){ .HOOK = BIG }; }\n"}) {
    EXPECT_THAT(verdictsOfTable(Form, "EBUSY", "EPERM"),
                ElementsAre(Verdict::Equivalent));
    EXPECT_THAT(verdictsOfTable(Form, "EINVAL", "EPERM"),
                ElementsAre(Verdict::Different));
  }
}

TEST(AroundTheFile, AnotherMemberIsLostWhereATableIsFilled) {
  const std::string Begin = "void set(struct file_operations *f, int n) { ";
  EXPECT_THAT(verdictsOfTable(Begin + "f->HOOK = BIG; f->open = its_open; }\n",
                              "EBUSY", "EPERM", Begin + "f->HOOK = BIG; }\n"),
              testing::ElementsAre(Verdict::Inconclusive));
  const std::string Whole =
      Begin + "*f = (struct file_operations){ .HOOK = BIG";
  EXPECT_THAT(verdictsOfTable(Whole + ", .open = its_open }; }\n", "EBUSY",
                              "EPERM", Whole + " }; }\n"),
              testing::ElementsAre(Verdict::Inconclusive));
  EXPECT_THAT(
      verdictsOfTable(Whole + ", .open = its_open }; }\n", "EBUSY", "EPERM"),
      testing::ElementsAre(Verdict::Equivalent));
}

/// A driver that is no module has a null there, and its table does not differ.
TEST(AroundTheFile, TheOwnerOfATableIsLost) {
  const std::string Owner = "#define THIS_MODULE ((void *)0)\n"
                            "struct owned { void *owner;"
                            " int (*mmap)(struct file *, struct vm_area_struct"
                            " *); int (*mmap_prepare)(struct vm_area_desc *);"
                            " };\nconst struct owned f = { ";
  const std::string Whole = Owner + ".owner = THIS_MODULE, .HOOK = BIG };\n";
  EXPECT_THAT(verdictsOfTable(Whole, "EBUSY", "EPERM"),
              testing::ElementsAre(testing::Lt(Verdict::Inconclusive)));
  EXPECT_THAT(
      verdictsOfTable(Whole, "EBUSY", "EPERM", Owner + ".HOOK = BIG };\n"),
      testing::ElementsAre(Verdict::Inconclusive));
}

/// What nobody compiles here has changed.
TEST(AroundTheFile, ABranchThatIsLeftOutHasChanged) {
  auto verify = [](const std::string &Before, const std::string &After,
                   const std::string &Body = "if (limit(st) > 2)"
                                             " return -EBUSY;") {
    const std::string Limit = "#define LEAST (FEW + 1)\n"
                              "int limit(struct state *);\n";
    return verifyUnit(inputFor(Start + Before + Limit +
                                   hookOf("my_mmap", Body) + OldTable,
                               Start + After + Limit +
                                   prepareOf("my_prepare", Body) + NewTable))
        .at(0);
  };
  auto branch = [](const std::string &Text) {
    return "#ifdef CONFIG_OTHER\n" + Text + "\n#else\n#define FEW 2\n#endif\n";
  };
  auto changes = [&](const std::string &One, const std::string &Other,
                     const std::string &Body) {
    VerifyResult R = verify(branch(One), branch(Other), Body);
    EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
    EXPECT_THAT(ids(R), Contains("inactive_changed"));
  };
  const std::string Asks = "if (limit(st) > 2) return -EBUSY;";
  // A helper, a field, a macro of a macro, the table.
  changes("int limit(struct state *st) { return 3; }",
          "int limit(struct state *st) { return 4; }", Asks);
  changes("void all(struct state *s) { s->size = 3; }",
          "void all(struct state *s) { s->size = 4; }",
          "if (st->size > 3) return -EBUSY;");
  changes("#define FEW 3", "#define FEW 4",
          "if (st->size > LEAST) return -EBUSY;");
  changes("extern const struct file_operations my_fops;", "", "");
  // Inside of the hook.
  const std::string In = "#ifdef CONFIG_OTHER\nreturn -EPERM;\n#endif\n";
  VerifyResult R =
      verifyUnit(inputFor(Start + hookOf("my_mmap", In) + OldTable,
                          Start + prepareOf("my_prepare", "") + NewTable))
          .at(0);
  EXPECT_THAT(ids(R), Contains("inactive_changed")) << toJson(R).dump(1);
  // How a mapping is asked, in other words; not what becomes of it.
  auto twin = [](const std::string &Old, const std::string &New) {
    auto text = [](const std::string &Parameter, const std::string &Body) {
      return "#ifdef CONFIG_OTHER\nstatic int fits(" + Parameter + ") { " +
             Body + " }\n#else\nstatic int fits(" + Parameter +
             ") { return 1; }\n#endif\n";
    };
    return verifyUnit(
               inputFor(
                   Start + text("struct vm_area_struct *vma", Old) +
                       hookOf("my_mmap", "if (!fits(vma)) return -EINVAL;") +
                       OldTable,
                   Start + text("struct vm_area_desc *desc", New) +
                       prepareOf("my_prepare",
                                 "if (!fits(desc)) return -EINVAL;") +
                       NewTable))
        .at(0);
  };
  R = twin("return vma->vm_flags & VM_SHARED;",
           "return vma_desc_test(desc, VMA_SHARED_BIT);");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions, Contains(HasSubstr("in other words")));
  // It only gets another parameter.
  R = twin("return 1;", "return 1;");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  R = twin("return 1;", "return 0;");
  EXPECT_THAT(ids(R), Contains("inactive_changed")) << toJson(R).dump(1);
  // So does the hook of a kernel without the option.
  const std::string Without = "#ifdef CONFIG_OTHER\nstatic int my_";
  R = verifyUnit(
          inputFor(Start + Without +
                       "mmap(struct file *file, struct vm_area_struct *vma)"
                       " { return -ENOSYS; }\n#else\n" +
                       hookOf("my_mmap", "") + "#endif\n" + OldTable,
                   Start + Without +
                       "prepare(struct vm_area_desc *desc)"
                       " { return -ENOSYS; }\n#else\n" +
                       prepareOf("my_prepare", "") + "#endif\n" + NewTable))
          .at(0);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  R = twin("vm_flags_set(vma, VM_IO); return 1;", "return 1;");
  EXPECT_THAT(ids(R), Contains("inactive_changed")) << toJson(R).dump(1);
  // Something else, and it says so; nothing.
  R = verify(branch("int other(int x) { return 3; }"),
             branch("int other(int x) { return 4; }"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions, Contains(HasSubstr("does not compile, at line")));
  R = verify(branch("int other(int x) { return 3; }"),
             branch("int other(int x) { return 3; }"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(toJson(R).dump(), testing::Not(HasSubstr("at line")));
  // In front of a branch that is about the hook and stays as it is.
  const std::string About = branch("int limit(struct state *st) { return 3; }");
  R = verify(About,
             "#if __has_include(\"none.h\")\n#error no\n#endif\n" + About);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions,
              Contains(HasSubstr("names nothing that the hook")));
}

} // namespace
