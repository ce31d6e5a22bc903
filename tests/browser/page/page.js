const $ = id => document.getElementById(id)
const say = text => {
  const line = document.createElement('p')
  line.textContent = text
  $('log').append(line)
}

$('form').addEventListener('submit', event => {
  event.preventDefault()
  say(`送信: ${$('text').value}`)
  $('text').value = ''
})
$('text').addEventListener('keydown', event => say(`${event.key} ${event.keyCode} ${event.isComposing} ${event.isTrusted}`))
for (const name of ['compositionstart', 'compositionend'])
  $('text').addEventListener(name, event => say(`${name} ${event.data}`))
$('count').addEventListener('click', () => { $('count-shown').textContent = Number($('count-shown').textContent) + 1 })
$('count').addEventListener('touchstart', () => { $('touched').textContent = 'touch' })
$('later').addEventListener('click', () => {
  setTimeout(() => {
    $('later').setAttribute('aria-expanded', 'true')
    const button = document.createElement('button')
    button.textContent = '来ました'
    button.id = 'come'
    button.addEventListener('click', () => setTimeout(() => button.remove(), 100))
    $('later').after(button)
  }, 300)
})
