// Mutants that drop, add, swap or move statements.
#include "kernel/MapCalls.h"
#include "kernel/Meanings.h"
#include "verify/mutants/MutantMaker.h"

#include <optional>
#include <regex>

namespace premap::verify {
namespace {

bool matches(const std::string &Code, const char *Pattern) {
  return std::regex_search(Code, std::regex(Pattern));
}

/// What a statement calls, alone or for a variable; "" if nothing.
std::string calleeOf(const std::string &Code) {
  static const std::regex Call(R"(^(?:\w+\s*=\s*)?(\w+)\s*\()");
  std::smatch Match;
  return std::regex_search(Code, Match, Call) ? Match[1].str() : "";
}

bool isUnlock(const std::string &Callee) {
  return matches(Callee, "unlock|up_read|up_write");
}

bool isLock(const std::string &Callee) {
  return !isUnlock(Callee) && matches(Callee, "_lock|down_read|down_write");
}

bool isRelease(const std::string &Callee) {
  return matches(Callee, "(^|_)(f|i|d|)put(_|$)|(^|_)[kv]?free(_|$)|"
                         "(^|_)(release|drop|dec|uninit|unref)(_|$)");
}

/// Calls that tell a person something and do nothing else.
bool isMessageCall(const std::string &Callee) {
  return matches(Callee, "^pr_|dbg|debug|warn|info|trace|printk|mlog|_err$|"
                         "^WARN|^BUG|^static_assert");
}

/// The arguments of the call that \p Where starts with.
std::vector<Span> argumentsOf(const std::string &Code, Span Where) {
  std::vector<Span> Arguments;
  std::size_t Begin = Code.find('(', Where.Begin) + 1;
  unsigned Depth = 1;
  for (std::size_t I = Begin; I < Where.End && Depth; ++I) {
    Depth += Code[I] == '(';
    Depth -= Code[I] == ')';
    if (Depth == 0 || (Depth == 1 && Code[I] == ',')) {
      Begin = Code.find_first_not_of(" \t\r\n", Begin);
      Arguments.push_back({Begin, I});
      Begin = I + 1;
    }
  }
  return Arguments;
}

/// Whether control never comes behind \p S.
bool jumps(const Statement &S, const std::string &Code) {
  if (S.What == Statement::Block)
    return !S.Inner.empty() && jumps(S.Inner.back(), Code);
  return S.What == Statement::Simple &&
         matches(Code.substr(S.Where.Begin, S.Where.size()),
                 "^(return|goto|break|continue)\\b");
}

/// The error number that a check returns, if \p S is a check.
std::optional<std::string> errorOf(const Statement &S,
                                   const std::string &Code) {
  static const std::regex Return(R"(\breturn\s+(-E\w+);\s*\}?$)");
  std::smatch Match;
  std::string Whole = Code.substr(S.Where.Begin, S.Where.size());
  if (S.What != Statement::If || S.Inner.size() != 1 ||
      !jumps(S.Inner[0], Code) || !std::regex_search(Whole, Match, Return))
    return std::nullopt;
  return Match[1];
}

} // namespace

void MutantMaker::visit(const Statement &S) {
  switch (S.What) {
  case Statement::Simple:
    visitSimple(S);
    break;
  case Statement::If:
    visitIf(S);
    break;
  case Statement::Block:
    visitBlock(S);
    break;
  case Statement::Around:
  case Statement::Label:
    break;
  }
  for (const Statement &Inner : S.Inner)
    visit(Inner);
}

void MutantMaker::visitSimple(const Statement &S) {
  std::string Its = codeOf(S.Where);
  if (matches(Its, "^return\\b"))
    visitReturn(S);
  else if (!Desc.empty() && Its.starts_with(Desc + "->"))
    visitAssignment(S);
  else if (matches(Its, R"(^\w+\s*\()"))
    visitCall(S);
}

/// `desc->FIELD = VALUE;`
void MutantMaker::visitAssignment(const Statement &S) {
  static const std::regex Form(R"(^\w+->([\w.]+)\s*=\s*)");
  std::smatch Match;
  std::string Its = codeOf(S.Where);
  if (!std::regex_search(Its, Match, Form))
    return;
  std::string Field = Match[1];
  if (Field.starts_with("action.")) {
    replace("a dropped hook", S.Where, ";");
    return;
  }
  replace("a dropped field", S.Where, ";");
  Span Target{S.Where.Begin, S.Where.Begin + Match[0].length()};
  if (Field == "vm_ops")
    replace("the wrong field", Target, Desc + "->private_data = (void *)");
  if (Field != "private_data")
    return;
  replace("the wrong field", Target, Desc + "->vm_ops = (void *)");
  replace("the wrong private data", {Target.End, S.Where.End},
          Desc + "->file;");
}

void MutantMaker::visitCall(const Statement &S) {
  std::string Callee = calleeOf(codeOf(S.Where));
  if (isMessageCall(Callee)) {
    Messages.push_back(S.Where);
  } else if (matches(Callee, "^vma_desc_(set|clear)_flags")) {
    FlagChanges.push_back(S.Where);
    replace("dropped flags", S.Where, ";");
  } else if (kernel::isAction(Callee)) {
    replace("a dropped action", S.Where, ";");
    visitAction(S, Callee);
  } else if (isUnlock(Callee)) {
    replace("a lock not dropped", S.Where, ";");
  } else if (isRelease(Callee)) {
    replace("a reference not put", S.Where, ";");
  } else if (!isLock(Callee)) {
    replace("a call left out", S.Where, ";");
  }
}

void MutantMaker::visitAction(const Statement &S, const std::string &Callee) {
  std::vector<Span> Arguments = argumentsOf(Code, S.Where);
  auto add = [&](const char *Kind, std::size_t I, const char *More) {
    if (I < Arguments.size())
      replace(Kind, Arguments[I],
              "(" + textOf(Arguments[I]) + ") + " + std::string(More));
  };
  if (matches(Callee, "^mmap_action_(io)?remap_full$"))
    add("another pfn", 1, "1");
  if (kernel::meaningOf(Callee) != kernel::Meaning::IoMemoryLater)
    return;
  add("another address", 1, "PAGE_SIZE");
  add("another size", 2, "PAGE_SIZE");
}

void MutantMaker::visitReturn(const Statement &S) {
  std::string Its = codeOf(S.Where);
  if (matches(Its, R"(^return\s+0;)")) {
    replace("failure for success", S.Where, "return -EIO;");
    if (!Desc.empty())
      replace("a leaked reference", S.Where,
              "{ get_file(" + Desc + "->file); return 0; }");
  } else if (matches(Its, R"(^return\s+-E\w+;)")) {
    replace("success for failure", S.Where, "return 0;");
  }
}

void MutantMaker::visitIf(const Statement &S) {
  std::string Condition = textOf(S.Condition);
  replace("a negated check", S.Condition, "!(" + Condition + ")");
  if (S.Inner.size() == 1 && jumps(S.Inner[0], Code))
    replace("a dropped check", S.Where, ";");
  // if (err) return err;
  std::string Then = codeOf(S.Inner[0].Where);
  static const std::regex Hands(R"(^return\s+(\w+);)");
  std::smatch Match;
  if (std::regex_search(Then, Match, Hands) && Match[1] != "0" &&
      codeOf(S.Condition).find(Match[1]) != std::string::npos)
    replace("a swallowed error", S.Inner[0].Where, "return 0;");
}

/// Takes \p What away and puts it to \p To, which is in the same block.
void MutantMaker::move(const std::string &Kind, const Statement &What,
                       std::size_t To) {
  add(Kind, {{{To, To}, " " + textOf(What.Where) + " "}, {What.Where, ""}});
}

void MutantMaker::visitBlock(const Statement &S) {
  const std::vector<Statement> &In = S.Inner;
  for (std::size_t I = 0; I + 1 < In.size(); ++I) {
    std::optional<std::string> One = errorOf(In[I], Code),
                               Two = errorOf(In[I + 1], Code);
    if (One && Two && *One != *Two)
      add("reordered checks", {{In[I].Where, textOf(In[I + 1].Where)},
                               {In[I + 1].Where, textOf(In[I].Where)}});
  }
  std::optional<std::size_t> Lock, Prot;
  for (std::size_t I = 0; I < In.size(); ++I) {
    if (In[I].What != Statement::Simple)
      continue;
    std::string Its = codeOf(In[I].Where), Callee = calleeOf(Its);
    if (isLock(Callee))
      Lock = I;
    if (Lock && isUnlock(Callee)) {
      if (I > *Lock + 1)
        move("a lock dropped early", In[I], In[I - 1].Where.Begin);
      if (I > *Lock + 2)
        move("a lock dropped early", In[I], In[*Lock].Where.End);
      Lock.reset();
    }
    if (!Desc.empty() && matches(Its, ("^" + Desc + "->page_prot\\b").c_str()))
      Prot = I;
    if (Prot && matches(Callee, "^mmap_action_(io)?remap"))
      move("page_prot after the action", In[*Prot], In[I].Where.End);
  }
}

} // namespace premap::verify
