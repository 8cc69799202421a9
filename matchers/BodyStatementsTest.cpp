// What becomes of a call's result, and which statement goes with it.
#include "matchers/BodyTesting.h"

namespace premap {
namespace {

const std::string Call = "remap_pfn_range(vma, 1, 2, 3, vma->vm_page_prot)";

/// The Map of a handler with the local `ret`, and the text of its statement.
struct Found {
  Event E;
  std::string Statement;
};

Found mapIn(const std::string &Statements) {
  std::string Before = "\nint f(struct file *file, struct vm_area_struct *vma)"
                       "\n{\n";
  std::string Code = Before + "int ret = 0;\n" + Statements + "\n}\n";
  Found Result;
  Result.E = only(readBody(Code), EventKind::Map);
  Result.Statement =
      Code.substr(Result.E.Statement.Offset, Result.E.Statement.Length);
  return Result;
}

TEST(BodyStatements, Returned) {
  Found F = mapIn("return " + Call + ";");
  EXPECT_EQ(F.E.Result, ResultUse::Returned);
  EXPECT_EQ(F.Statement, "return " + Call + ";");
  EXPECT_EQ(F.E.ErrorValue, "");
}

TEST(BodyStatements, Ignored) {
  Found F = mapIn(Call + " ;\nreturn 0;");
  EXPECT_EQ(F.E.Result, ResultUse::Ignored);
  EXPECT_EQ(F.Statement, Call + " ;");
  EXPECT_EQ(mapIn("(void)" + Call + "; return 0;").E.Result,
            ResultUse::Ignored);
}

TEST(BodyStatements, IfReturn) {
  for (std::string Condition : {Call, Call + " != 0", Call + " < 0",
                                "unlikely(" + Call + ")", "(" + Call + ")"}) {
    SCOPED_TRACE(Condition);
    Found F = mapIn("if (" + Condition + ")\n\treturn -EAGAIN;\nreturn 0;");
    EXPECT_EQ(F.E.Result, ResultUse::IfReturn);
    EXPECT_EQ(F.E.ErrorValue, "-EAGAIN");
    EXPECT_EQ(F.Statement, "if (" + Condition + ")\n\treturn -EAGAIN;");
    EXPECT_FALSE(F.E.InMacro);
  }
}

TEST(BodyStatements, IfReturnWithBraces) {
  Found F = mapIn("if (" + Call + ") {\nreturn -EAGAIN;\n}\nreturn 0;");
  EXPECT_EQ(F.E.Result, ResultUse::IfReturn);
  EXPECT_EQ(F.Statement, "if (" + Call + ") {\nreturn -EAGAIN;\n}");
}

TEST(BodyStatements, SuccessIsNotFailure) {
  for (std::string Condition :
       {"!" + Call, Call + " == 0", Call + " > 0", Call + " && file"}) {
    SCOPED_TRACE(Condition);
    Found F = mapIn("if (" + Condition + ") return -EAGAIN; return 0;");
    EXPECT_EQ(F.E.Result, ResultUse::Other);
    EXPECT_EQ(F.E.ErrorValue, "");
  }
}

TEST(BodyStatements, AnElseIsOther) {
  Found F = mapIn("if (" + Call +
                  ") return -EAGAIN; else ret = 1;"
                  "return ret;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
}

TEST(BodyStatements, MoreThanAReturnIsOther) {
  Found F = mapIn("if (" + Call +
                  ") {\nunknown(1);\nreturn -EAGAIN;\n}\n"
                  "return 0;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
  EXPECT_EQ(F.E.ErrorValue, "-EAGAIN");
  EXPECT_EQ(F.E.ErrorBranch.Text, "{\nunknown(1);\nreturn -EAGAIN;\n}");
}

TEST(BodyStatements, AMessageGoesWithTheStatement) {
  const std::string If =
      "if (" + Call + ") {\npr_err(\"x\");\nreturn -EAGAIN;\n}";
  Found F = mapIn(If + "\nreturn 0;");
  EXPECT_EQ(F.E.Result, ResultUse::IfReturn);
  EXPECT_EQ(F.E.ErrorValue, "-EAGAIN");
  EXPECT_EQ(F.E.PrintsError, "pr_err");
  EXPECT_EQ(F.Statement, If);
  F = mapIn("ret = " + Call +
            ";\nif (ret)\npr_err(\"x %d\", ret);\nreturn ret;");
  EXPECT_EQ(F.E.Result, ResultUse::AssignReturn);
  EXPECT_EQ(F.E.PrintsError, "pr_err");
  EXPECT_EQ(F.Statement, "ret = " + Call +
                             ";\nif (ret)\npr_err(\"x %d\", ret);\n"
                             "return ret;");
}

TEST(BodyStatements, AMessageThatDoesMoreStays) {
  for (const char *Branch :
       {"pr_err(\"x %d\", unknown(1));", "pr_err(\"x %d\", ret++);",
        "pr_err(\"x\"), unknown(1);", "if (file) pr_err(\"x\");"}) {
    SCOPED_TRACE(Branch);
    Found F = mapIn("if (" + Call + ") {\n" + Branch +
                    "\nreturn -EAGAIN;\n}\nreturn 0;");
    EXPECT_EQ(F.E.Result, ResultUse::Other);
    EXPECT_EQ(F.E.PrintsError, "");
  }
}

TEST(BodyStatements, AssignReturn) {
  Found F = mapIn("ret = " + Call + "; /* done */\nreturn ret;");
  EXPECT_EQ(F.E.Result, ResultUse::AssignReturn);
  EXPECT_EQ(F.E.ResultVariable, "ret");
  EXPECT_EQ(F.E.ErrorValue, "ret");
  EXPECT_EQ(F.Statement, "ret = " + Call + "; /* done */\nreturn ret;");
  EXPECT_FALSE(F.E.StatementDeclares);
}

TEST(BodyStatements, AssignIfReturn) {
  for (std::string Condition :
       {"ret", "ret != 0", "ret < 0", "unlikely(ret)"}) {
    SCOPED_TRACE(Condition);
    Found F = mapIn("ret = " + Call + ";\nif (" + Condition +
                    ")\nreturn ret;\nreturn 0;");
    EXPECT_EQ(F.E.Result, ResultUse::AssignIfReturn);
    EXPECT_EQ(F.E.ErrorValue, "ret");
    EXPECT_EQ(F.Statement,
              "ret = " + Call + ";\nif (" + Condition + ")\nreturn ret;");
  }
}

TEST(BodyStatements, AssignIfReturnsAnotherError) {
  Found F = mapIn("ret = " + Call + "; if (ret) return -EINVAL; return 0;");
  EXPECT_EQ(F.E.Result, ResultUse::AssignIfReturn);
  EXPECT_EQ(F.E.ErrorValue, "-EINVAL");
}

TEST(BodyStatements, AssignedInTheCondition) {
  Found F = mapIn("if ((ret = " + Call + ") != 0) return ret; return 0;");
  EXPECT_EQ(F.E.Result, ResultUse::AssignIfReturn);
  EXPECT_EQ(F.E.ResultVariable, "ret");
  EXPECT_EQ(F.Statement, "if ((ret = " + Call + ") != 0) return ret;");
}

TEST(BodyStatements, DeclaredWithTheCall) {
  Found F = mapIn("int err = " + Call + ";\nif (err)\nreturn err;\nreturn 0;");
  EXPECT_EQ(F.E.Result, ResultUse::AssignIfReturn);
  EXPECT_TRUE(F.E.StatementDeclares);
  EXPECT_EQ(F.E.ResultVariable, "err");
}

TEST(BodyStatements, AnotherVariableIsOther) {
  Found F = mapIn("int err = " + Call + "; if (ret) return ret; return err;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
  EXPECT_EQ(F.E.ResultVariable, "err");
}

TEST(BodyStatements, GotoIsOther) {
  Found F = mapIn("ret = " + Call +
                  ";\nif (ret)\n\tgoto out;\nret = 1;\n"
                  "out:\nreturn ret;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
  EXPECT_EQ(F.E.ErrorBranch.Text, "goto out;");
  EXPECT_EQ(F.E.ErrorValue, "");
  EXPECT_EQ(F.Statement, "ret = " + Call + ";");
}

TEST(BodyStatements, UsedLaterIsOther) {
  Found F = mapIn("ret = " + Call + ";\nfile_accessed(file);\nreturn ret;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
  EXPECT_EQ(F.E.ResultVariable, "ret");
  EXPECT_EQ(F.Statement, "ret = " + Call + ";");
}

TEST(BodyStatements, ADirectiveBetweenIsOther) {
  Found F = mapIn("ret = " + Call +
                  ";\n#ifdef X\nret = 1;\n#endif\n"
                  "return ret;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
}

TEST(BodyStatements, AnUnknownValueIsOther) {
  Found F = mapIn("if (" + Call + ") return unknown(1); return 0;");
  EXPECT_EQ(F.E.Result, ResultUse::Other);
  EXPECT_EQ(F.E.ErrorBranch.Text, "return unknown(1);");
}

TEST(BodyStatements, PartOfAnExpressionIsOther) {
  EXPECT_EQ(mapIn("return " + Call + " ? -EAGAIN : 0;").E.Result,
            ResultUse::Other);
  EXPECT_EQ(mapIn("return -" + Call + ";").E.Result, ResultUse::Other);
  EXPECT_EQ(mapIn("ret |= " + Call + "; return ret;").E.Result,
            ResultUse::Other);
  EXPECT_EQ(
      mapIn("file->private_data = (void *)(long)" + Call + "; return ret;")
          .E.Result,
      ResultUse::Other);
  EXPECT_EQ(mapIn("return ({ " + Call + "; });").E.Result, ResultUse::Other);
}

TEST(BodyStatements, UnbracedBranchesNeedBraces) {
  EXPECT_TRUE(mapIn("if (ret) return " + Call + "; return 0;").E.NeedsBraces);
  EXPECT_TRUE(
      mapIn("if (ret) return 0; else " + Call + "; return 0;").E.NeedsBraces);
  EXPECT_TRUE(mapIn("while (ret) " + Call + "; return 0;").E.NeedsBraces);
  EXPECT_TRUE(mapIn("if (ret) if (" + Call + ") return -EAGAIN; return 0;")
                  .E.NeedsBraces);
  EXPECT_FALSE(
      mapIn("if (ret) { return " + Call + "; } return 0;").E.NeedsBraces);
  EXPECT_FALSE(mapIn("goto l; l: return " + Call + ";").E.NeedsBraces);
}

TEST(BodyStatements, CasesAndLabels) {
  Found F = mapIn("switch (ret) {\ncase 1:\nret = " + Call +
                  ";\nreturn ret;\ndefault:\nreturn 0;\n}");
  EXPECT_EQ(F.E.Result, ResultUse::AssignReturn);
  EXPECT_FALSE(F.E.NeedsBraces);
  EXPECT_EQ(F.Statement, "ret = " + Call + ";\nreturn ret;");
}

TEST(BodyStatements, HelpersAndPointersToo) {
  HandlerBody Body = readHandler(
      "int ret = helper(vma); if (ret) return ret; return hook(file, vma);",
      "static int helper(struct vm_area_struct *v) { return 0; }\n"
      "extern int (*hook)(struct file *, struct vm_area_struct *);");
  EXPECT_EQ(only(Body, EventKind::HelperCall).Result,
            ResultUse::AssignIfReturn);
  Event Hook = only(Body, EventKind::IndirectCall);
  EXPECT_EQ(Hook.Name, "hook");
  EXPECT_EQ(Hook.Result, ResultUse::Returned);
}

/// The name of a macro in front of the arrow says nothing.
TEST(BodyStatements, APointerThatIsReadByAMacroIsNamedInFull) {
  HandlerBody Body =
      readHandler("return READ_ONCE(ops)->hook(file, vma);",
                  "static struct hooks { int (*hook)(struct file *, "
                  "struct vm_area_struct *); } *ops;");
  Event Hook = only(Body, EventKind::IndirectCall);
  EXPECT_EQ(Hook.Name, "READ_ONCE(ops)->hook");
  EXPECT_EQ(Hook.Text, "READ_ONCE(ops)->hook(file, vma)");
  EXPECT_EQ(Hook.Result, ResultUse::Returned);
}

TEST(BodyStatements, AFailureThatOnlyUnlocksIsAReturn) {
  const std::string Map =
      "remap_pfn_range(vma, vma->vm_start, 1, 4096, vma->vm_page_prot)";
  Event E = only(readHandler("mutex_lock(&m);\nif (" + Map +
                                 ") {\nmutex_unlock(&m);\nreturn -11;\n}\n"
                                 "mutex_unlock(&m);\nreturn 0;",
                             "extern struct mutex m, n;"),
                 EventKind::Map);
  EXPECT_EQ(E.Result, ResultUse::UnlockReturn);
  EXPECT_EQ(E.ErrorValue, "-11");
  E = only(readHandler("mutex_lock(&m);\nif (" + Map +
                           ") {\nmutex_unlock(&n);\nreturn -11;\n}\n"
                           "mutex_unlock(&m);\nreturn 0;",
                       "extern struct mutex m, n;"),
           EventKind::Map);
  EXPECT_EQ(E.Result, ResultUse::Other);
}

TEST(BodyStatements, AResultThatIsReturnedAtTheEndWasZero) {
  const std::string Map = "r = remap_pfn_range(vma, vma->vm_start, 1, 4096, "
                          "vma->vm_page_prot);\n";
  Event E = only(readHandler("int r;\n" + Map +
                             "if (r)\nreturn r;\nvma->vm_ops = 0;\n"
                             "return r;"),
                 EventKind::Map);
  EXPECT_TRUE(E.ResultReadLater);
  EXPECT_NE(E.ResultReturned.Length, 0u);
  E = only(readHandler("int r;\n" + Map +
                       "if (r)\nreturn r;\nif (r)\nvma->vm_ops = 0;\n"
                       "return r;"),
           EventKind::Map);
  EXPECT_TRUE(E.ResultReadLater);
  EXPECT_EQ(E.ResultReturned.Length, 0u);
  E = only(readHandler("int r;\n" + Map + "if (r)\nreturn r;\nreturn 0;"),
           EventKind::Map);
  EXPECT_FALSE(E.ResultReadLater);
}

} // namespace
} // namespace premap
