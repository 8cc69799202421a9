# zsh -f zsh-offers.zsh FOLDER WORDS: what TAB offers behind WORDS in a shell
# that has the completions of FOLDER; one a line, sorted.
zmodload zsh/zpty
folder=$1
words=$2
work=$(mktemp -d)
cat >$work/settings <<EOF
PS1=
fpath=(${(q)folder} \$fpath)
autoload -U compinit
compinit -u -D
bindkey '^I' complete-word
zstyle ':completion:*' insert-tab false
# Notes what would be shown; the first ones only ask for lists.
compadd() {
	if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "\$@"
		return
	fi
	local -a offered
	builtin compadd -A offered "\$@"
	(( \$#offered )) && print -rl -- \$offered >>$work/offered
	builtin compadd "\$@"
}
comppostfuncs=(finish)
finish() { print done >$work/done }
# What is typed before the line editor runs may be lost.
zle-line-init() { print ready >$work/ready }
zle -N zle-line-init
EOF

# $1: a file that the other shell writes when it is so far.
await() {
	repeat 300; do
		[[ -s $1 ]] && return
		sleep 0.1
	done
	print -u 2 "zsh did not answer"
	rm -rf $work
	exit 1
}

zpty shell zsh -f -i
zpty -w shell ". $work/settings"
await $work/ready
zpty -n -w shell "$words"$'\t'
await $work/done
zpty -d shell
[[ -e $work/offered ]] && sort -u $work/offered
# No trap: the fork that zpty makes would have it too.
rm -rf $work
