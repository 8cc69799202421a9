// Whether everybody who names a hook can follow its new name and parameters.
#include "findings/Report.h"

#include <algorithm>

namespace premap {

/// Whether the hook of \p Entry has a form for a descriptor.
static bool canFollow(const ConversionInput &Input, const OpsEntry &Entry) {
  return Input.Family
             ? Input.Family->has(Entry)
             : Entry.Type == "file_operations" && Entry.Field == "mmap";
}

static void findEntries(Report &R, const ConversionInput &Input) {
  const std::string &Name = Input.Handler.Name;
  bool AnyCan = false;
  for (const OpsEntry &Entry : Input.Entries)
    AnyCan |= canFollow(Input, Entry);
  for (const OpsEntry &Entry : Input.Entries) {
    if (!canFollow(Input, Entry))
      R.forbid(AnyCan ? rule::PM040 : rule::PM039,
               Name + " is also the ." + Entry.Field + " hook of struct " +
                   Entry.Type + ", which still takes a VMA",
               Entry.Where,
               {Lack::PrepareHook, Entry.Type + "." + Entry.Field});
    else if (!Entry.FieldName || !Entry.Value ||
             Entry.Form == EntryForm::Positional ||
             Entry.Form == EntryForm::MacroBody)
      R.forbid(rule::PM040,
               Entry.Form == EntryForm::MacroBody
                   ? "the table's entry is spelled in a macro's body, which "
                     "is not edited"
                   : "the entry of " + Entry.Variable +
                         " has no designator that could be renamed",
               Entry.Where);
  }
}

/// A table whose hook is written at run time has it from one place.
static void findOtherWriters(Report &R, const ConversionInput &Input) {
  for (const OpsEntry &Entry : Input.Entries) {
    if (Entry.Form != EntryForm::RuntimeAssignment)
      continue;
    for (const OpsEntry &Other : Input.SiblingEntries)
      if (Other.Variable == Entry.Variable &&
          Other.Where.Path == Entry.Where.Path)
        R.forbid(rule::PM040,
                 Entry.Variable + " gets its mmap hook in more than one "
                                  "place",
                 Other.Where);
  }
}

static void findMention(Report &R, const std::string &Name,
                        const std::string &File, const Mention &M) {
  switch (M.Kind) {
  case MentionKind::Definition:
  case MentionKind::Declaration:
  case MentionKind::TableEntry:
    if (M.InMacro)
      R.forbid(rule::PM040, Name + " is named in a macro", M.Where,
               {Lack::Users, Name + "()"});
    return;
  case MentionKind::Call:
    R.forbid(rule::PM040, Name + "() is called directly, with a VMA", M.Where,
             {Lack::Users, Name + "()"});
    return;
  case MentionKind::Address:
    R.forbid(rule::PM040,
             "the address of " + Name + " is taken outside of a table", M.Where,
             {Lack::Users, Name + "()"});
    return;
  case MentionKind::Export:
    R.forbid(rule::PM040,
             Name + " is exported; modules outside of the tree may call it",
             M.Where, {Lack::Users, Name + "()"});
    return;
  case MentionKind::Directive:
    R.forbid(rule::PM040,
             Name + " is named in a #define or another directive, which is "
                    "not edited",
             M.Where, {Lack::Users, Name + "()"});
    return;
  case MentionKind::Other:
    R.forbid(rule::PM040,
             Name + " is named in an argument of a macro that does not use it "
                    "as a function, which is not edited",
             M.Where, {Lack::Users, Name + "()"});
    return;
  case MentionKind::Inactive:
    // In its own file another definition may follow: the text tells.
    if (M.Where.Path != File)
      R.forbid(rule::PM026,
               Name + " is also named in code that was not compiled", M.Where,
               {Lack::Users, Name + "()"});
    return;
  case MentionKind::Comment:
  case MentionKind::String:
    return;
  }
}

static void findMentions(Report &R, const ConversionInput &Input) {
  const std::string &Name = Input.Handler.Name;
  for (const Mention &M : Input.Mentions)
    findMention(R, Name, Input.Handler.File, M);
  for (const std::string &Path : Input.UnreadUsers)
    R.forbid(rule::PM040, Name + " is named here in text that was not compiled",
             {Path, 0, 0, 0}, {Lack::Compiled, Name + "()"});
}

/// Whoever reaches the table without asking the VFS finds no `.mmap` there.
static void findTableUses(Report &R, const ConversionInput &Input) {
  for (const Span &Store : Input.LiveStores)
    R.forbid(rule::PM040,
             "the table replaces that of a file that may be open: between "
             "the two the core would find neither hook, if the other still "
             "has .mmap",
             Store);
  for (const Span &Call : Input.DirectCalls)
    R.forbid(rule::PM038,
             "calls fops->mmap of a table that it reaches by a member, which "
             "is NULL once the table has mmap_prepare",
             Call, {Lack::Caller, "fops->mmap"});
}

/// Where another configuration has something else in the place of a function
/// that stays, its new form is missing.
static void findOtherForms(Report &R, const ConversionInput &Input) {
  const std::string &Name = Input.Handler.Name;
  for (const Mention &M : Input.Mentions) {
    bool Elsewhere =
        M.Kind == MentionKind::Inactive &&
        (M.Where.Path == Input.Handler.File || M.Where.Path.ends_with(".h"));
    if (M.Kind == MentionKind::Directive || Elsewhere)
      R.forbid(rule::PM026,
               Name + " is something else in another configuration", M.Where,
               {Lack::Users, Name + "()"});
  }
}

void findUsers(Report &R, const ConversionInput &Input) {
  const FunctionFacts &F = Input.Handler;
  if (!R.Api.MmapPrepare)
    R.forbid(rule::PM047, "the target has no f_op->mmap_prepare", F.Definition,
             {Lack::Api, "f_op->mmap_prepare"});
  findOtherWriters(R, Input);
  if (Input.KeepsOld) {
    findOtherForms(R, Input);
  } else {
    findEntries(R, Input);
    findMentions(R, Input);
    // Who calls an inner hook is its family's business.
    if (!Input.Family)
      findTableUses(R, Input);
  }
  for (const Span &Test : Input.NullTests)
    if (F.Definition.contains(Test))
      R.forbid(rule::PM038,
               "looks at another file's f_op->mmap, which is NULL where that "
               "file's own hook is converted",
               Test, {Lack::ForeignHook, "f_op->mmap"});
  if (!F.Definition && !F.InMacro) {
    R.forbid(rule::PM040, "no file that was read defines " + F.Name + "()",
             {F.File, 0, 0, F.Line}, {Lack::Compiled, F.Name + "()"});
    return;
  }
  if (F.InMacro || !F.Definition)
    R.forbid(rule::PM040, F.Name + " is defined by a macro", F.Definition,
             {Lack::Users, F.Name + "()"});
  // The parameters of an inner hook are its table's business.
  bool IsInner = std::none_of(
      Input.Entries.begin(), Input.Entries.end(),
      [](const OpsEntry &E) { return E.Type == "file_operations"; });
  bool Hook = F.Parameters.size() == 2 &&
              F.Parameters[0].Type.find("file") != std::string::npos &&
              F.Parameters[1].Type.find("vm_area_struct") != std::string::npos;
  if (!Hook && !(IsInner && !Input.Entries.empty()))
    R.forbid(rule::PM040, F.Name + " has not the parameters of an mmap hook",
             F.Definition, {Lack::Users, F.Name + "()"});
}

} // namespace premap
